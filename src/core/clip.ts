const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** How far beyond the cut a grapheme is followed; long emoji sequences have about 30 units. */
const LOOKAHEAD = 64;
const ELLIPSIS = '…';

// Controls, line and paragraph separators fold to a space; what reorders or hides text (bidi embeddings, overrides
// and isolates) is dropped, so that a stranger's text can't rearrange the line it stands in.
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS_BUT_NEWLINE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * The text, cut to at most `maxUnits` UTF-16 units with an ellipsis where it was longer. Never splits a grapheme (an
 * emoji, a letter with its accents) unless that alone is longer. Costs as much as the limit, not as the text.
 */
export function clip(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  if (maxUnits < ELLIPSIS.length) return '';
  const room = maxUnits - ELLIPSIS.length;
  const start = GRAPHEMES.segment(text.slice(0, room + LOOKAHEAD)).containing(room)?.index ?? room;
  return text.slice(0, start === 0 ? codePointEnd(text, room) : start).trimEnd() + ELLIPSIS;
}

/** The text on one line: line breaks, controls and runs of spaces become one space, reordering characters go. */
export function oneLine(text: string): string {
  return text.replace(CONTROLS, ' ').replace(BIDI, '').replace(/\s+/g, ' ').trim().toWellFormed();
}

/** The text with its lines kept: every kind of line break is `\n`, other controls are spaces, no blank edges. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROLS_BUT_NEWLINE, ' ')
    .replace(BIDI, '')
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .toWellFormed();
}

function codePointEnd(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
