import type { Secret } from './secret.ts';
import { formsOf, MIN_PART_LENGTH } from './secret-forms.ts';
import { decodedViews } from './text-view.ts';

const REDACTED = '[redacted]';

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Makes a function that replaces every one of `secrets` in a text by `[redacted]`: as it is, without its `whsec_`
 * prefix, percent-encoded, escaped as in JSON, as base64 (also inside a longer one, as in an Authorization header),
 * and where hidden characters stand within it. Case counts. Secrets of fewer than 6 characters are replaced where
 * they are whole words only, as they are. A text without any secret comes back as it was.
 */
export function createRedactor(secrets: readonly Secret[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap((secret) => [...formsOf(secret.reveal())]))];
  const patterns = [
    patternOf(
      forms.filter((form) => form.length >= MIN_PART_LENGTH),
      (any) => new RegExp(any, 'g'),
    ),
    patternOf(
      forms.filter((form) => form.length < MIN_PART_LENGTH),
      (any) => new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'gu'),
    ),
  ].filter((pattern) => pattern !== null);
  if (patterns.length === 0) return (text) => text;

  return (text) => {
    const found = patterns.flatMap((pattern) => matches(text, pattern));
    for (const view of decodedViews(text)) {
      for (const { start, end } of patterns.flatMap((pattern) => matches(view.text, pattern))) {
        found.push({ start: view.starts[start] ?? 0, end: view.ends[end - 1] ?? text.length });
      }
    }
    return found.length === 0 ? text : replaceRanges(text, found);
  };
}

function patternOf(forms: readonly string[], compile: (any: string) => RegExp): RegExp | null {
  if (forms.length === 0) return null;
  const any = forms
    .toSorted((a, b) => b.length - a.length)
    .map((form) => RegExp.escape(form))
    .join('|');
  return compile(any);
}

/** Every place where the pattern matches, overlapping ones too: one secret may begin inside another. */
function matches(text: string, pattern: RegExp): Range[] {
  const found: Range[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    found.push({ start: match.index, end: match.index + match[0].length });
    // A whole code point on: inside a surrogate pair the same match would be found for ever.
    pattern.lastIndex = match.index + ((text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1);
  }
  return found;
}

function replaceRanges(text: string, ranges: readonly Range[]): string {
  let out = '';
  let done = 0;
  let start = -1;
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start === -1 || range.start >= done) {
      out += text.slice(start === -1 ? 0 : done, range.start) + REDACTED;
      start = range.start;
      done = range.end;
    } else done = Math.max(done, range.end);
  }
  return out + text.slice(done);
}
