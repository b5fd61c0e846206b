/** Headers of an answer, by their lower-case names. */
export interface FarHeaders {
  get(name: string): string | null;
}

const NUMBER = /^\d{1,10}(?:\.\d+)?$/;

/**
 * When the far end wants to be asked again, milliseconds from `now` (epoch milliseconds); `null`: it says nothing that can
 * be read. `retry-after-ms` is OpenAI's; `retry-after` has seconds or a date (RFC 9110, section 10.2.3).
 */
export function retryAfterOf(headers: FarHeaders, now: number): number | null {
  const ms = headers.get('retry-after-ms')?.trim() ?? '';
  if (NUMBER.test(ms)) return Math.ceil(Number(ms));
  const text = headers.get('retry-after')?.trim() ?? '';
  if (NUMBER.test(text)) return Math.ceil(Number(text) * 1_000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
