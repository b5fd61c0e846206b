import { codeOf } from './error-code.ts';

/** Why a far end did not do what it was asked. `unreachable`: not a byte went out, so nothing can have arrived. */
export type FarEndReason =
  | 'rate-limited'
  | 'server-error'
  | 'unreachable'
  | 'network'
  | 'timeout'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'refused';

/** What to do about it: `retry` holds the whole channel, `refuse` gives up this one message. */
export interface Verdict {
  readonly action: 'retry' | 'refuse';
  readonly reason: FarEndReason;
  /** The far end's own wish; obeyed to the letter. `null` where it said nothing. */
  readonly retryAfterMs: number | null;
}

/** An error of a far end. It carries its verdict, so that nobody has to guess from its text. */
export class FarEndError extends Error {
  readonly verdict: Verdict;

  constructor(message: string, verdict: Verdict, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FarEndError';
    this.verdict = verdict;
  }
}

/** Codes of Node and the system for a connection that never came about (`errno(3)`, `getaddrinfo(3)`). */
const NO_CONNECTION: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** The verdict of trouble on the way that has this code. */
export function verdictOfCode(code: string | null): Verdict {
  const reason = code !== null && NO_CONNECTION.includes(code) ? 'unreachable' : 'network';
  return { action: 'retry', reason, retryAfterMs: null };
}

/** The one table of HTTP status → verdict that every adapter uses. */
export function verdictOfStatus(status: number, retryAfterMs: number | null): Verdict {
  if (status === 429) return { action: 'retry', reason: 'rate-limited', retryAfterMs };
  if (status === 408) return { action: 'retry', reason: 'timeout', retryAfterMs };
  if (status >= 500) return { action: 'retry', reason: 'server-error', retryAfterMs };
  if (status === 401) return { action: 'retry', reason: 'unauthorized', retryAfterMs };
  if (status === 403) return { action: 'refuse', reason: 'forbidden', retryAfterMs: null };
  if (status === 404) return { action: 'refuse', reason: 'not-found', retryAfterMs: null };
  return { action: 'refuse', reason: 'refused', retryAfterMs: null };
}

/** The verdict of anything thrown: a far end's own, else trouble on the way, which may pass. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof FarEndError) return error.verdict;
  // `fetch` has the system's error as its cause.
  return verdictOfCode(codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null));
}
