import { readJson } from './read-json.ts';

/** A text as JSON; `null` where it is none. Not for what must be refused: whole numbers beyond 2^53 lose digits. */
export function parseOrNull(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return null;
  }
}
