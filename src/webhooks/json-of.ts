import type { Json } from '../core/json.ts';
import { keysIn } from '../core/json-keys.ts';
import { parseJson } from './parse-json.ts';

/** What a body holds as JSON, `null` where it holds none. For reading one field of it; what is kept is parsed strictly. */
export function jsonOf(body: Uint8Array): Json {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // The engine alone may take an escaped key for another (`core/plain-keys.ts`).
    const strict = keysIn(text)?.escaped === true ? parseJson(text) : null;
    if (strict !== null) return strict.ok ? strict.data : null;
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return null;
  }
}
