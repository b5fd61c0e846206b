import { MINUTE_MS } from '../../core/duration.ts';
import { FarEndError } from '../../core/far-end.ts';

const IN_A_ROW = 10;
const PAUSE_MS = MINUTE_MS;

/** How often in a row Discord refused a channel, and when last. */
export interface Refusals {
  readonly inARow: number;
  /** Epoch milliseconds. */
  readonly lastAt: number;
  readonly last: FarEndError | null;
}

export const NO_REFUSALS: Refusals = { inARow: 0, lastAt: 0, last: null };

/**
 * After a failed try. Discord bans an address for 10,000 answers of 401, 403 or 429 in ten minutes, so a channel that is
 * refused is not asked for each message of a storm.
 */
export function afterRefusal(before: Refusals, error: unknown, now: number): Refusals {
  const refused =
    error instanceof FarEndError && ['forbidden', 'not-found'].includes(error.verdict.reason) ? error : null;
  return refused === null ? before : { inARow: before.inARow + 1, lastAt: now, last: refused };
}

/** The answer that is taken as given again; `null`: ask. Once a minute it is asked whatever was answered before. */
export function refusedAlready({ inARow, lastAt, last }: Refusals, now: number): FarEndError | null {
  return inARow >= IN_A_ROW && now - lastAt < PAUSE_MS ? last : null;
}
