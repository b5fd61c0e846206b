import { isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { plural, word } from './words.ts';

const LINES = 12;
const DEPTH = 4;
/** A chat is no place for what opens something. Counts of tokens are numbers, and shown. */
const SECRET_KEY =
  /(?:pass(?:word|wd|phrase)|secret|token|signature|api[_-]?key|private[_-]?key|authorization)$/i;
const VALUE_UNITS = 120;
const KEY_UNITS = 60;
/** Fields looked at before giving up; most of a giant is never touched. */
const FIELDS_LOOKED_AT = 400;

/**
 * The fields as `key: value` lines in their order, at most 12: nested ones by their dotted path, long values cut, lists
 * as themselves where short and as a count where not. `skip` are the paths that the title tells already. Texts whose
 * name says that they open something (a token, a password) are named but not shown.
 */
export function fieldLines(data: JsonObject, skip: readonly string[]): string[] {
  const lines: string[] = [];
  const budget = { left: FIELDS_LOOKED_AT };
  walk(data, '', 0, skip, lines, budget);
  if (lines.length <= LINES) return lines;
  return [...lines.slice(0, LINES), '…'];
}

function walk(
  data: JsonObject,
  path: string,
  depth: number,
  skip: readonly string[],
  lines: string[],
  budget: { left: number },
): void {
  for (const key in data) {
    if (lines.length > LINES || budget.left-- <= 0) return;
    const value = data[key] ?? null;
    const label = word(key, KEY_UNITS) ?? '""';
    const here = path === '' ? label : `${path}.${label}`;
    if (skip.includes(here) && !isLong(value)) continue;
    if (isObject(value) && depth < DEPTH) {
      walk(value, here, depth + 1, skip, lines, budget);
      continue;
    }
    const text = typeof value === 'string' && SECRET_KEY.test(key) ? '(hidden)' : sayValue(value);
    if (text !== null) lines.push(`${here}: ${text}`);
  }
}

/** A title that was cut, or is the first of several lines, is told in full. */
function isLong(value: Json): boolean {
  return typeof value === 'string' && (value.length > VALUE_UNITS || /[\r\n]./.test(value));
}

function sayValue(value: Json): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return sayList(value);
  if (isObject(value)) return plural(Object.keys(value).length, 'field');
  return typeof value === 'string' && looksLikeJson(value) ? 'JSON text' : word(value, VALUE_UNITS);
}

function sayList(list: readonly Json[]): string | null {
  if (list.length === 0) return null;
  const words = list
    .slice(0, 5)
    .map((entry) => (typeof entry === 'boolean' ? String(entry) : word(entry, 30)));
  const short = list.length <= 5 && words.every((entry) => entry !== null);
  return short ? words.join(', ') : plural(list.length, 'item');
}

/** JSON in a string would be the raw dump that nobody wants to read. */
function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{\s*"|\[\s*[{["])/.test(text);
}
