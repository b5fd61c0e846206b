import { MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import type { ProbeOutcome, ProbeProgress, RunTrigger } from '../core/probe.ts';
import type { Told } from './observe-run.ts';

export type Owing = Pick<ProbeProgress, 'owed' | 'owedFor' | 'holdUntil'>;

/** Confirming runs after the first of its kind, from beginning to beginning: all within two minutes. */
const CONFIRMATIONS = 3;
const EVERY_MS = 30 * SECOND_MS;
/** After the end of a slow one. */
const SHORTEST_PAUSE_MS = 5 * SECOND_MS;
/** What is to be confirmed within. */
export const BURST_MS = 2 * MINUTE_MS;
/** A run that our own program has spoilt is made up for so often. */
const AGAIN = 2;

export const NOTHING_OWED: Owing = { owed: 0, owedFor: 'confirm', holdUntil: null };

/** What a run leaves to be done before the next slot. `owing`: what was left with this run under way. Epoch milliseconds. */
export function afterRun(
  owing: Owing,
  run: {
    readonly trigger: RunTrigger;
    readonly told: Told;
    readonly outcome: ProbeOutcome;
    readonly at: number;
  },
  now: number,
): Owing {
  const retryAfterMs = run.outcome.verdict === 'unmeasured' ? run.outcome.retryAfterMs : null;
  const hold = retryAfterMs === null ? null : now + retryAfterMs;
  const { owed, owedFor } = leftAfter(owing, run);
  const next = Math.max(run.at + EVERY_MS, now + SHORTEST_PAUSE_MS, hold ?? 0);
  // What can't be confirmed soon is left to the next slots, or a wish not to be asked would hold those up unseen.
  if (owed === 0 || next - now > BURST_MS) return { ...NOTHING_OWED, holdUntil: hold };
  return { owed, owedFor, holdUntil: next };
}

function leftAfter(
  owing: Owing,
  { trigger, told, outcome }: Parameters<typeof afterRun>[1],
): Pick<Owing, 'owed' | 'owedFor'> {
  const inBurst =
    trigger === 'confirm' || (trigger === 'hand' && owing.owed > 0 && owing.owedFor === 'confirm');
  // What began amid a burst is confirmed by a whole one of its own.
  if (told.begun || (told.undecided && !inBurst)) return { owed: CONFIRMATIONS, owedFor: 'confirm' };
  // A burst is run to its end, unless it has settled all that it was for.
  if (inBurst)
    return told.decided && !told.undecided ? NOTHING_OWED : { owed: owing.owed, owedFor: 'confirm' };
  const spoilt = outcome.verdict === 'unmeasured' && outcome.reason === 'event-loop-late';
  if (!spoilt) return NOTHING_OWED;
  return { owed: trigger === 'again' ? owing.owed : AGAIN, owedFor: 'again' };
}
