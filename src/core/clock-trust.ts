/** No Pithead ran before: a clock that says so is a board's without a battery, at its epoch. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);
/** As far as a signature's timestamp may be off; a clock further behind what is known would accept old ones. */
const MAX_BEHIND_MS = 300_000;

export type ClockDistrust = 'before-release' | 'behind-known' | 'not-synchronised';
export type ClockTrust =
  | { readonly trusted: true }
  | { readonly trusted: false; readonly reason: ClockDistrust };

export interface ClockFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Time of the newest event ever kept; `null` where there is none. */
  readonly newestKnown: number | null;
  /** What the system says of its clock; `null` where it says nothing, which counts as synchronised. */
  readonly synchronised: boolean | null;
}

/** Whether the clock can judge how old a signature is. Until it can, requests are answered 503. */
export function clockTrust({ now, newestKnown, synchronised }: ClockFacts): ClockTrust {
  if (now < EARLIEST_MS) return { trusted: false, reason: 'before-release' };
  if (newestKnown !== null && now < newestKnown - MAX_BEHIND_MS)
    return { trusted: false, reason: 'behind-known' };
  if (synchronised === false) return { trusted: false, reason: 'not-synchronised' };
  return { trusted: true };
}
