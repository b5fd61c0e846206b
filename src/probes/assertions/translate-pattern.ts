/** What JavaScript takes for white space and RE2 does not (ECMA-262, WhiteSpace and LineTerminator). */
const MORE_SPACES =
  '\\x0b\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
/** Within a class, where a hyphen may stand before or after: both ends are classes, as what stands there was one. */
const SPACES = `\\s${MORE_SPACES}\\s`;
const NOT_SPACES =
  '\\w\\x00-\\x08\\x0e-\\x1f!-\\x{9f}\\xa1-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}' +
  '\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}\\w';
const NOT_LINE_END = '[^\\n\\r\\x{2028}\\x{2029}]';

/** What is quoted, what is escaped, a named class within a class, and what else matters. */
const TOKEN = /\\Q[^]*?(?:\\E|$)|\\[^]|\[:\^?[a-z]+:\]|[[\].]/gu;
const DOT_TAKES_ALL = /\(\?[imU]*s[imsU]*[-:)]/;

/**
 * A pattern as JavaScript reads it, for RE2: `\s` knows the spaces of Unicode, `\S` and `.` all but them and all but
 * JavaScript's line ends. In a pattern that has RE2's flag `s`, `.` stays RE2's.
 */
export function translatePattern(text: string): string {
  const dot = DOT_TAKES_ALL.test(text) ? '.' : NOT_LINE_END;
  let inClass = false;
  return text.replace(TOKEN, (token) => {
    if (token === '.') return inClass ? token : dot;
    if (token === '\\s') return inClass ? SPACES : `[${SPACES}]`;
    if (token === '\\S') return inClass ? NOT_SPACES : `[^${SPACES}]`;
    if (token === '[') inClass = true;
    if (token === ']') inClass = false;
    return token;
  });
}
