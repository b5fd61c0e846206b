import { isArray, type Json } from '../core/json.ts';

const MAX_DEPTH = 32;
/** Keys and elements that one body may hold in all. */
export const MAX_ITEMS = 10_000;

/** Why parsed JSON is refused all the same (contract, section 4). */
export type LimitReason =
  | 'body_too_deep'
  | 'body_too_many_items'
  | 'body_forbidden_key'
  | 'body_number_range';

/** What was seen of a value that keeps to the limits. */
export interface Seen {
  /** Keys of all its objects. */
  keys: number;
  /** Keys and elements. */
  items: number;
  /** True where it holds whole numbers that a double may have rounded. */
  rounded: boolean;
}

/** Holds what `JSON.parse` made against our limits, in one walk; `seen` is counted on. `null`: it keeps to them. */
export function brokenLimit(
  value: Json,
  seen: Seen,
  depth = 0,
  name: string | null = null,
): LimitReason | null {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'body_number_range';
    seen.rounded ||= Number.isInteger(value) && !Number.isSafeInteger(value);
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (depth === MAX_DEPTH) return 'body_too_deep';
  if (isArray(value)) {
    seen.items += value.length;
    if (seen.items > MAX_ITEMS) return 'body_too_many_items';
    for (const element of value) {
      const reason = brokenLimit(element, seen, depth + 1);
      if (reason !== null) return reason;
    }
    return null;
  }
  // Own keys only: what was parsed inherits none that are enumerable.
  for (const key in value) {
    seen.keys += 1;
    if (++seen.items > MAX_ITEMS) return 'body_too_many_items';
    if (key === '__proto__' || (key === 'prototype' && name === 'constructor')) return 'body_forbidden_key';
    const reason = brokenLimit(value[key] ?? null, seen, depth + 1, key);
    if (reason !== null) return reason;
  }
  return null;
}
