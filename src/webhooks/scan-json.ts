const MAX_DEPTH = 32;
/** Keys and elements that one body may hold in all. */
export const MAX_ITEMS = 10_000;

/** Why a JSON text is refused before it is parsed. */
export type ScanReason =
  | 'body_too_deep'
  | 'body_too_many_items'
  | 'body_duplicate_key'
  | 'body_forbidden_key'
  | 'body_number_range'
  | 'body_not_json';

export type Scan =
  | {
      readonly ok: true;
      /** True where a whole number beyond 2^53 stands in it, which a double would round. */
      readonly bigIntegers: boolean;
    }
  | { readonly ok: false; readonly reason: ScanReason };

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** The containers that are open where the scan stands: keys of an object (`null`: an array) and its own key. */
interface Open {
  readonly keys: Set<string> | null;
  readonly name: string | null;
  lastKey: string | null;
}

const NUMBER = /[-+.\deE]+/y;
const EMPTY_ARRAY = /\[[ \t\r\n]*\]/y;

const NOT_JSON: Scan = { ok: false, reason: 'body_not_json' };

/**
 * Holds a JSON text against our limits (contract, section 4) in one pass, before anything is built from it. It is no
 * parser: whether the text is JSON at all is `JSON.parse`'s to say, afterwards.
 */
export function scanJson(text: string): Scan {
  const stack: Open[] = [];
  let open: Open | undefined;
  let keyComesNext = false;
  let items = 0;
  let bigIntegers = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(text, i);
      if (end === -1) return NOT_JSON;
      if (keyComesNext && open?.keys) {
        const key = keyOf(text.slice(i, end + 1));
        if (key === null) return NOT_JSON;
        if (key === '__proto__' || (key === 'prototype' && open.name === 'constructor')) {
          return { ok: false, reason: 'body_forbidden_key' };
        }
        if (open.keys.has(key)) return { ok: false, reason: 'body_duplicate_key' };
        open.keys.add(key);
        open.lastKey = key;
        keyComesNext = false;
        if (++items > MAX_ITEMS) return { ok: false, reason: 'body_too_many_items' };
      }
      i = end;
    } else if (code === COMMA) {
      keyComesNext = open !== undefined && open.keys !== null;
      if (open?.keys === null && ++items > MAX_ITEMS) return { ok: false, reason: 'body_too_many_items' };
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (stack.length === MAX_DEPTH) return { ok: false, reason: 'body_too_deep' };
      // The first element of an array has no comma before it.
      if (code === OPEN_ARRAY && !isEmptyArray(text, i) && ++items > MAX_ITEMS) {
        return { ok: false, reason: 'body_too_many_items' };
      }
      open = { keys: code === OPEN_OBJECT ? new Set() : null, name: open?.lastKey ?? null, lastKey: null };
      stack.push(open);
      keyComesNext = code === OPEN_OBJECT;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      stack.pop();
      open = stack.at(-1);
      keyComesNext = false;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, i);
      const literal = text.slice(i, end);
      if (Math.abs(Number(literal)) === Infinity) return { ok: false, reason: 'body_number_range' };
      bigIntegers ||= literal.length > 15 && isBigInteger(literal);
      i = end - 1;
    }
  }
  return { ok: true, bigIntegers };
}

const TWO_TO_53 = 9_007_199_254_740_992n;

/** Whether a number's literal is a plain integer (no fraction, no exponent) beyond 2^53 to either side. */
export function isBigInteger(literal: string): boolean {
  if (!/^-?\d{16,}$/.test(literal)) return false;
  // A double tells everything but the numbers right above 2^53; long literals would make slow BigInts.
  if (Math.abs(Number(literal)) > Number(TWO_TO_53)) return true;
  const value = BigInt(literal);
  return value > TWO_TO_53 || value < -TWO_TO_53;
}

/** The index of the quote that ends the string which begins at `start`, or -1. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    // An odd number of backslashes escapes the quote.
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

function endOfNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  return NUMBER.test(text) ? NUMBER.lastIndex : start + 1;
}

function isEmptyArray(text: string, start: number): boolean {
  EMPTY_ARRAY.lastIndex = start;
  return EMPTY_ARRAY.test(text);
}

/** A key's text with its escapes resolved; `null` where they are no JSON. */
function keyOf(literal: string): string | null {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return null;
  }
}
