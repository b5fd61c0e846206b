import type { Json } from './json.ts';
import { keysIn } from './json-keys.ts';
import { withNames, withPlainKeys } from './plain-keys.ts';

/**
 * `JSON.parse` for texts whose keys a stranger chose: the engine alone may take an escaped key for another
 * (`plain-keys.ts`). Throws what `JSON.parse` throws. Not for what must be refused: whole numbers beyond 2^53 lose digits, and a
 * text where an object has a key twice is left to the engine.
 */
export function readJson(text: string): Json {
  return (keysIn(text)?.escaped === true ? withItsNames(text) : null) ?? JSON.parse(text);
}

/** `null` where it is no JSON, as the engine is to say, or has a key twice. */
function withItsNames(text: string): Json {
  const plain = withPlainKeys(text);
  if (plain === null) return null;
  try {
    return withNames(JSON.parse(plain.text), plain.names) ?? null;
  } catch {
    return null;
  }
}
