const COLON = 58;
const BACKSLASH = 92;
const SPACES: readonly number[] = [32, 9, 13, 10];

/** The keys of a JSON text's objects, as they stand in it. */
export interface JsonKeys {
  /** A repeated one counted each time. */
  readonly count: number;
  /** True where one of them holds an escape. */
  readonly escaped: boolean;
}

/** Finds them without parsing. `null`: a string has no end, so that the text is no JSON. */
export function keysIn(text: string): JsonKeys | null {
  const mayEscape = text.includes('\\');
  let count = 0;
  let escaped = false;
  const whole = eachKey(text, (start, end) => {
    count += 1;
    escaped ||= mayEscape && text.slice(start, end).includes('\\');
  });
  return whole ? { count, escaped } : null;
}

/**
 * Calls `visit` with where each key begins and ends, its quotes included. A key is a string that a colon follows; strings
 * are leapt over by the engine's own search, which is why this is fast. False where a string has no end.
 */
export function eachKey(text: string, visit: (start: number, end: number) => void): boolean {
  let start = text.indexOf('"');
  while (start !== -1) {
    const end = endOfString(text, start) + 1;
    if (end === 0) return false;
    let next = end;
    let code = text.charCodeAt(next);
    while (code <= 32 && SPACES.includes(code)) code = text.charCodeAt(++next);
    if (code === COLON) visit(start, end);
    start = text.indexOf('"', next);
  }
  return true;
}

/** The index of the quote that ends the string which begins at `start`, or -1. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    // An odd number of backslashes escapes the quote.
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}
