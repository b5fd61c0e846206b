import { clip, oneLine } from '../core/clip.ts';
import { at } from '../core/json.ts';
import type { Json } from '../core/json.ts';

const WORD_UNITS = 160;
const TEXT_UNITS = 2_000;

type Key = string | number;

/** A scalar as one line of text (numbers too), or `null` where it is none or says nothing. */
export function word(value: Json, maxUnits = WORD_UNITS): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value !== 'string') return null;
  const text = clip(oneLine(value.slice(0, maxUnits * 4)), maxUnits);
  return text === '' ? null : text;
}

/** `word` of the value under `keys`. */
export function wordAt(value: Json, ...keys: readonly Key[]): string | null {
  return word(at(value, ...keys));
}

/** A whole number of zero or more under `keys`, or `null`. */
export function countAt(value: Json, ...keys: readonly Key[]): number | null {
  const found = at(value, ...keys);
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : null;
}

/** The elements of the list under `keys`; empty where there is no list. */
export function listAt(value: Json, ...keys: readonly Key[]): readonly Json[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** The first lines that say something, each cut to `maxUnits`; hidden HTML comments and blank lines are left out. */
export function firstLines(value: Json, count = 4, maxUnits = 240): string | null {
  if (typeof value !== 'string') return null;
  const lines = value
    .slice(0, TEXT_UNITS)
    .replace(/<!--.*?(?:-->|$)/gs, '')
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => clip(oneLine(line), maxUnits))
    .filter((line) => line !== '');
  if (lines.length === 0) return null;
  return lines.slice(0, count).join('\n') + (lines.length > count ? '\n…' : '');
}

/** The parts that are there, with spaces between. */
export function phrase(...parts: readonly (string | null | false)[]): string {
  return parts.filter((part) => part !== null && part !== false && part !== '').join(' ');
}

/** `head: tail`, or the one that is there. */
export function labelled(head: string, tail: string | null): string {
  return tail === null ? head : `${head}: ${tail}`;
}

/** `label: value` where there is a value, else nothing: a line of a body. */
export function line(label: string, value: string | null): string | null {
  return value === null ? null : `${label}: ${value}`;
}

const NUMBER = new Intl.NumberFormat('en-US');

/** `1 commit`, `3 commits`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${NUMBER.format(count)} ${count === 1 ? one : many}`;
}

/** `pull_request` → `pull request`; `customer.subscription` → `customer subscription`. */
export function spaced(name: string): string {
  return name.replace(/[_.\-:/]+/g, ' ').trim();
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The names, at most `most` of them, and how many more there are; `null` where there is none. */
export function names(list: readonly (string | null)[], most = 5): string | null {
  const known = list.filter((name) => name !== null);
  if (known.length === 0) return null;
  const rest = known.length - most;
  return known.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
