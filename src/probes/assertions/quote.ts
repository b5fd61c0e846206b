import { clip } from '../../core/clip.ts';
import { escapeJsonLine } from '../../core/escape.ts';

const MOST = 120;
const MOST_ESCAPED = 240;
const LIKE_A_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** What is quoted of a text ends long before; the rest of it, however long, costs nothing. */
const MOST_READ = 2_000;

/** A stranger's text in a reason: clipped, in quotes, with all that can't be seen or passes for a space escaped as in JSON. */
export function quote(whole: string, most: number = MOST): string {
  const text = whole.slice(0, MOST_READ);
  const quoted = escaped(JSON.stringify(clip(text, most)));
  return quoted.length <= MOST_ESCAPED
    ? quoted
    : escaped(JSON.stringify(clip(text, Math.min(most, MOST / 3))));
}

/** Several of them, the first ten by name. */
export function quoteAll(texts: readonly string[]): string {
  const named = texts.slice(0, 10).map((text) => quote(text, 40));
  return texts.length > 10 ? `${named.join(', ')} and ${texts.length - 10} more` : named.join(', ');
}

/** A value of a configuration in a reason: its JSON, clipped. */
export function sayJson(value: unknown): string {
  return escaped(clip(JSON.stringify(value) ?? 'nothing', MOST));
}

function escaped(json: string): string {
  return escapeJsonLine(json).replace(
    LIKE_A_SPACE,
    (space) => `\\u${space.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
