import { bidiEnds, closeBidi, hasBidiControls, MOST_OPEN, withoutBidi } from './bidi.ts';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** How far beyond the cut a grapheme is followed; long emoji sequences have about 30 units. */
const LOOKAHEAD = 64;
const ELLIPSIS = '…';

// Controls, line and paragraph separators fold to a space; a direction that a stranger's text sets ends with its line,
// so that it can't rearrange what stands beside it.
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS_BUT_NEWLINE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/**
 * The text, cut to at most `maxUnits` UTF-16 units with an ellipsis where it was longer. Never splits a grapheme (an
 * emoji, a letter with its accents) unless that alone is longer. Costs as much as the limit, not as the text.
 */
export function clip(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  if (maxUnits < ELLIPSIS.length) return '';
  const cut = cutTo(text, maxUnits);
  if (!hasBidiControls(cut)) return cut;
  // What ended a direction may have been cut off.
  const shorter = cutTo(text, maxUnits - MOST_OPEN);
  const ends = bidiEnds(shorter.slice(shorter.lastIndexOf('\n') + 1));
  return ends === null ? cutTo(withoutBidi(text), maxUnits) : shorter + ends;
}

function cutTo(text: string, maxUnits: number): string {
  if (maxUnits < ELLIPSIS.length) return '';
  const room = maxUnits - ELLIPSIS.length;
  const start = GRAPHEMES.segment(text.slice(0, room + LOOKAHEAD)).containing(room)?.index ?? room;
  return text.slice(0, start === 0 ? codePointEnd(text, room) : start).trimEnd() + ELLIPSIS;
}

/** The text on one line: line breaks, controls and runs of spaces become one space; a direction it sets ends with it. */
export function oneLine(text: string): string {
  return closeBidi(text.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim().toWellFormed());
}

/** The text with its lines kept: every kind of line break is `\n`, other controls are spaces, no blank edges. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROLS_BUT_NEWLINE, ' ')
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .toWellFormed()
    .split('\n')
    .map(closeBidi)
    .join('\n');
}

function codePointEnd(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
