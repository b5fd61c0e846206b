import type { Json } from '../core/json.ts';
import { keysIn } from '../core/json-keys.ts';
import { withNames, withPlainKeys } from '../core/plain-keys.ts';
import { brokenLimit, type LimitReason, type Seen } from './json-limits.ts';

/** Why a text is refused as JSON. */
export type JsonReason = 'body_not_json' | 'body_duplicate_key' | LimitReason;
export type ParsedJson =
  /** `text`: what it was parsed from, where that says the same as `data` in as few bytes: no names and no digits had to be kept. */
  | { readonly ok: true; readonly data: Json; readonly text?: string }
  | { readonly ok: false; readonly reason: JsonReason };

const TWO_TO_53 = 9_007_199_254_740_992n;
const MANY_DIGITS = /^-?\d{16,}$/;

/** A JSON text within our limits (contract, section 4). The engine's parser comes first: nothing we could write is as fast. */
export function parseJson(text: string): ParsedJson {
  const keys = keysIn(text);
  if (keys === null) return refused('body_not_json');
  if (!keys.escaped) return parsePlain(text, keys.count);
  const plain = withPlainKeys(text);
  if (plain === null) return refused('body_not_json');
  const parsed = parsePlain(plain.text, keys.count);
  if (!parsed.ok) return parsed;
  const data = withNames(parsed.data, plain.names);
  if (data === undefined) return refused('body_duplicate_key');
  const reason = brokenLimit(data, newlySeen());
  return reason === null ? { ok: true, data } : refused(reason);
}

/** `keys`: how many there are in the text. */
function parsePlain(text: string, keys: number): ParsedJson {
  let data: Json;
  try {
    data = JSON.parse(text);
  } catch {
    return refused('body_not_json');
  }
  const seen = newlySeen();
  const reason = brokenLimit(data, seen);
  if (reason !== null) return refused(reason);
  // Of a key that stands twice in one object, the parser kept the last value only.
  if (seen.keys !== keys) return refused('body_duplicate_key');
  if (seen.rounded) return { ok: true, data: JSON.parse(text, keepDigits) };
  // Whoever sets it out in lines fills it with blanks, which need not be kept.
  return text.includes('\n') ? { ok: true, data } : { ok: true, data, text };
}

function newlySeen(): Seen {
  return { keys: 0, items: 0, rounded: false };
}

function refused(reason: JsonReason): ParsedJson {
  return { ok: false, reason };
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && isBeyond(source) ? source : value;
}

/** Whether a number's literal is a plain integer (no fraction, no exponent) beyond 2^53 to either side. */
function isBeyond(literal: string): boolean {
  if (!MANY_DIGITS.test(literal)) return false;
  // A double tells everything but the numbers right above 2^53; long literals would make slow BigInts.
  if (Math.abs(Number(literal)) > Number(TWO_TO_53)) return true;
  const value = BigInt(literal);
  return value > TWO_TO_53 || value < -TWO_TO_53;
}
