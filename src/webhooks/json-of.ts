import type { Json } from '../core/json.ts';

/** What a body holds as JSON, `null` where it holds none. For reading one field of it; what is kept is parsed strictly. */
export function jsonOf(body: Uint8Array): Json {
  try {
    const json: Json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return json;
  } catch {
    return null;
  }
}
