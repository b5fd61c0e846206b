import { isArray, type Json } from './json.ts';
import { eachKey } from './json-keys.ts';

/** A JSON text whose keys hold no escapes, and what the keys that were put in their place stand for. */
export interface PlainKeys {
  readonly text: string;
  readonly names: ReadonlyMap<string, string>;
}

/** Of the private use area, so that hardly any sender's key begins with it. */
const MARK = '\u{e000}';

/**
 * Puts a plain key in the place of each with an escape. V8 14.6 reads such a key as another one of the same place in an object
 * seen before (https://github.com/nodejs/node/issues/63785): data would be wrong, and a key that stands twice unseen.
 * A string by itself it reads well. `null` where an escape is no JSON.
 */
export function withPlainKeys(text: string): PlainKeys | null {
  const taken = new Set<string>();
  eachKey(text, (start, end) => taken.add(text.slice(start + 1, end - 1)));
  const plain = new Map<string, string>();
  const names = new Map<string, string>();
  const pieces: string[] = [];
  let done = 0;
  let number = 0;
  let wellFormed = true;
  eachKey(text, (start, end) => {
    const literal = text.slice(start, end);
    if (!literal.includes('\\')) return;
    const name = nameOf(literal);
    if (name === null) {
      wellFormed = false;
      return;
    }
    let key = plain.get(name);
    if (key === undefined) {
      do key = `${MARK}${number++}`;
      while (taken.has(key));
      plain.set(name, key);
      names.set(key, name);
    }
    pieces.push(text.slice(done, start), `"${key}"`);
    done = end;
  });
  return wellFormed ? { text: pieces.join('') + text.slice(done), names } : null;
}

/** The value with the names its keys stand for; `undefined` where one object then has a name twice. */
export function withNames(value: Json, names: PlainKeys['names']): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) {
    const elements: Json[] = [];
    for (const element of value) {
      const named = withNames(element, names);
      if (named === undefined) return undefined;
      elements.push(named);
    }
    return elements;
  }
  const entries = new Map<string, Json>();
  for (const [key, each] of Object.entries(value)) {
    const name = names.get(key) ?? key;
    const named = withNames(each, names);
    if (named === undefined || entries.has(name)) return undefined;
    entries.set(name, named);
  }
  // Makes even `__proto__` a key like any other: what is forbidden, others say.
  return Object.fromEntries(entries);
}

function nameOf(literal: string): string | null {
  try {
    return String(JSON.parse(literal));
  } catch {
    return null;
  }
}
