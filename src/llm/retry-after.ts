import { DAY_MS } from '../core/duration.ts';

/** Headers of an answer, by their lower-case names. */
export interface FarHeaders {
  get(name: string): string | null;
}

const NUMBER = /^\d+(?:\.\d+)?$/;
/** Statuses that mean "later"; with others nothing is different later. */
const LATER: readonly (number | null)[] = [429, 503, 529];

/**
 * When the far end wants to be asked again, milliseconds from `now` (epoch milliseconds), a day at most; `null`: it says
 * nothing that can be read, or nothing that its `status` would go with. `retry-after-ms` is OpenAI's; `retry-after` has
 * seconds or a date (RFC 9110, section 10.2.3).
 */
export function retryAfterOf(status: number | null, headers: FarHeaders | null, now: number): number | null {
  if (headers === null || !LATER.includes(status)) return null;
  const ms = headers.get('retry-after-ms')?.trim() ?? '';
  if (NUMBER.test(ms)) return within(Number(ms));
  const text = headers.get('retry-after')?.trim() ?? '';
  if (NUMBER.test(text)) return within(Number(text) * 1_000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : within(date - now);
}

function within(ms: number): number {
  return Math.min(Math.max(0, Math.ceil(ms)), DAY_MS);
}
