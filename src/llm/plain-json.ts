const DEEPEST = 64;
/** An answer in one piece has some dozens, a usage with all its details about a hundred. */
const MOST_VALUES = 16_384;

/**
 * True where a text that is JSON can be parsed, and what it holds be walked, without a stack that overflows or a wait
 * that others notice: nothing in it lies deeper than 64, and it has at most 16,384 values. Says nothing of whether it
 * is JSON.
 */
export function isPlain(text: string): boolean {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (inString) {
      if (unit === '\\') at++;
      else if (unit === '"') inString = false;
    } else if (unit === '"') inString = true;
    else if (unit === ']' || unit === '}') depth--;
    else if (unit === ',' || unit === '[' || unit === '{') {
      if (unit !== ',') depth++;
      values++;
      if (depth > DEEPEST || values > MOST_VALUES) return false;
    }
  }
  return true;
}
