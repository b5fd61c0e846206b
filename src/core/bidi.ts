const OPENS_EMBEDDING = new Set(['\u202a', '\u202b', '\u202d', '\u202e']);
const OPENS_ISOLATE = new Set(['\u2066', '\u2067', '\u2068']);
const END_EMBEDDING = '\u202c';
const END_ISOLATE = '\u2069';
const ANY = /[\u202a-\u202e\u2066-\u2069]/;
const EACH = /[\u202a-\u202e\u2066-\u2069]/g;
/** Nobody writes more inside each other; a stranger's hundreds would make hundreds of ends. */
export const MOST_OPEN = 8;

/** True where a text holds characters that embed, override or isolate a direction (Unicode UAX #9, section 2). */
export function hasBidiControls(text: string): boolean {
  return ANY.test(text);
}

/**
 * What must stand after the text so that a direction it sets reaches no further: its embeddings and isolates, ended in
 * their order. `null`: too many are open.
 */
export function bidiEnds(text: string): string | null {
  const open: string[] = [];
  for (const [control] of text.matchAll(EACH)) {
    if (OPENS_EMBEDDING.has(control)) open.push(END_EMBEDDING);
    else if (OPENS_ISOLATE.has(control)) open.push(END_ISOLATE);
    else endInnermost(open, control);
  }
  return open.length > MOST_OPEN ? null : open.toReversed().join('');
}

/** An end of an isolate ends the embeddings inside it too; the end of an embedding reaches no further than its isolate. */
function endInnermost(open: string[], end: string): void {
  if (end === END_EMBEDDING) {
    if (open.at(-1) === END_EMBEDDING) open.pop();
  } else if (open.includes(END_ISOLATE)) {
    open.length = open.lastIndexOf(END_ISOLATE);
  }
}

/** The line, followed by what ends the directions it sets; without any of them where they are too many. */
export function closeBidi(line: string): string {
  if (!ANY.test(line)) return line;
  const ends = bidiEnds(line);
  return ends === null ? withoutBidi(line) : line + ends;
}

export function withoutBidi(text: string): string {
  return text.replace(EACH, '');
}
