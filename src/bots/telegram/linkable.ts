/** A part of a text in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

// What makes clients link or ping: an address with a scheme, a domain or e-mail address, @name, /command, #hashtag,
// $CASHTAG, an IPv4 address. Wider than Telegram's own rules, which know top-level domains: those change.
const TRIGGER =
  /:\/\/|[^\s.]\.\p{L}[\p{L}\p{M}\p{N}-]|@[\p{L}\p{N}_]|(?<![a-z0-9_])(?:[/#][\p{L}\p{N}_·\u0d80-\u0dff]|\$(?:[a-z]|1i))|\d\.\d{1,3}\.\d{1,3}\.\d/iu;
/** Phone and card numbers: seven digits or more, however they are grouped; five behind a plus, as a cut leaves them. */
const PHONE =
  /(?<![a-z0-9_])(?:\(?\+\(?\d(?:[\t().\p{Zs}\p{Pd}]{0,3}\d){4,}|\(?\d(?:[\t().\p{Zs}\p{Pd}]{0,3}\d){6,})(?![a-z0-9_])/giu;
const WORD = /\S+/gu;
// Telegram drops these before it looks for links: lines and overrides of direction, marks that draw lines through text.
const DROPPED = /[\u2028-\u202e]|\u030a|\u0333|\u033f/u;
// What else nobody sees: it parts words there, and a reader may not notice that it does.
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028-\u202e]|\u030a|\u0333|\u033f/u;
const OPENING = /^["'`([{<*«“‘„]+/u;
const CLOSING = '"\'`)]}>*»”’.,;:!?…';

/**
 * Where a text holds what Telegram would turn into a link or a ping by itself, in order and apart from each other.
 * Whole words without the quotes and brackets around them. Costs as much as the text is long.
 */
export function linkableRanges(text: string): readonly Range[] {
  if (!HIDDEN.test(text)) return visibleRanges(text);
  return joined([...rangesWithout(DROPPED, text), ...rangesWithout(HIDDEN, text)]);
}

/** What is found when some characters are passed over; the ranges are those of the whole text. */
function rangesWithout(passedOver: RegExp, text: string): readonly Range[] {
  let shown = '';
  const at: number[] = [];
  let done = 0;
  for (const char of text) {
    if (!passedOver.test(char)) {
      for (let i = 0; i < char.length; i++) at.push(done + i);
      shown += char;
    }
    done += char.length;
  }
  return visibleRanges(shown).map(({ start, end }) => ({
    start: at[start] ?? 0,
    end: (at[end - 1] ?? text.length - 1) + 1,
  }));
}

function visibleRanges(text: string): readonly Range[] {
  const found: Range[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!TRIGGER.test(word)) continue;
    const start = OPENING.exec(word)?.[0].length ?? 0;
    const end = word.length - closingOf(word);
    if (start < end) found.push({ start: index + start, end: index + end });
  }
  for (const { 0: number, index } of text.matchAll(PHONE)) {
    found.push({ start: index, end: index + number.length });
  }
  return joined(found);
}

/** By hand: a pattern that ends at the end is tried at every character. */
function closingOf(word: string): number {
  let length = 0;
  while (length < word.length && CLOSING.includes(word.charAt(word.length - 1 - length))) length += 1;
  return length;
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && range.start <= last.end) {
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else out.push(range);
  }
  return out;
}
