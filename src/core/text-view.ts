import { EACH_HIDDEN } from './secret-forms.ts';

/** A text as it reads after decoding, and where each of its UTF-16 units stands in the text it was made from. */
export interface TextView {
  readonly text: string;
  /** Start of the source of unit `i`. */
  readonly starts: readonly number[];
  /** End (exclusive) of the source of unit `i`. */
  readonly ends: readonly number[];
}

// One code point as `%XX` of its UTF-8 bytes, or a backslash escape of JSON, JavaScript or our own `\u{…}`.
const ENCODED =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|\\(?:["\\/bfnrt]|x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]{1,6}\})/gi;
const WORTH_DECODING = /[%\\\p{Cc}\p{DI}\p{Zl}\p{Zp}\ufff9-\ufffb]/u;
// Told much faster than by the sets above.
const PLAIN = /^[ -$&-[\]-~]*$/;
/** An encoding inside an encoding inside an encoding is as deep as accidents go. */
const ROUNDS = 3;

const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** True where a text reads in one way only: printable ASCII without an escape. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** The ways a text reads once hidden characters are gone and escapes are decoded; none where it has neither. */
export function* decodedViews(text: string): Generator<TextView> {
  if (isPlain(text) || !WORTH_DECODING.test(text)) return;
  let view: TextView = {
    text,
    starts: Array.from({ length: text.length }, (_, i) => i),
    ends: Array.from({ length: text.length }, (_, i) => i + 1),
  };
  for (let round = 0; round < ROUNDS; round++) {
    const shown = rewrite(view, EACH_HIDDEN, () => '');
    if (shown !== view) yield shown;
    const decoded = rewrite(shown, ENCODED, decode);
    if (decoded === shown) return;
    yield decoded;
    view = decoded;
  }
}

function rewrite(view: TextView, pattern: RegExp, replace: (found: string) => string): TextView {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let done = 0;

  function keepUntil(end: number): void {
    text += view.text.slice(done, end);
    for (let i = done; i < end; i++) {
      starts.push(view.starts[i] ?? 0);
      ends.push(view.ends[i] ?? 0);
    }
  }

  for (const match of view.text.matchAll(pattern)) {
    keepUntil(match.index);
    done = match.index + match[0].length;
    const replacement = replace(match[0]);
    text += replacement;
    for (let i = 0; i < replacement.length; i++) {
      starts.push(view.starts[match.index] ?? 0);
      ends.push(view.ends[done - 1] ?? 0);
    }
  }
  if (done === 0) return view;
  keepUntil(view.text.length);
  return { text, starts, ends };
}

function decode(encoded: string): string {
  if (encoded.startsWith('%')) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  }
  const letter = encoded.charAt(1);
  if (encoded.length === 2) return LETTERS[letter] ?? letter;
  const codePoint = Number.parseInt(encoded.replace(/[^\da-f]/gi, ''), 16);
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : encoded;
}
