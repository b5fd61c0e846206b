/** A text as JSON; `null` where it is none. Not for what a stranger sent: whole numbers beyond 2^53 lose digits. */
export function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
