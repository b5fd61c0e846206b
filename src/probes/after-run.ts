import { SECOND_MS } from '../core/duration.ts';
import type { ProbeOutcome, ProbeProgress, RunTrigger } from '../core/probe.ts';

export type Owing = Pick<ProbeProgress, 'owed' | 'holdUntil'>;

/** Confirming runs after the first of its kind, from beginning to beginning: all within two minutes. */
const CONFIRMATIONS = 3;
const EVERY_MS = 30 * SECOND_MS;
/** After the end of a slow one. */
const SHORTEST_PAUSE_MS = 5 * SECOND_MS;
/** Tries that our own program has spoilt are made up for so often. */
const AGAIN = 2;

/** What a run leaves to be done before the next slot. Times are epoch milliseconds. */
export function afterRun(
  { owed }: Owing,
  run: {
    readonly trigger: RunTrigger;
    /** What it found is the first of its kind. */
    readonly confirm: boolean;
    readonly outcome: ProbeOutcome;
    /** When it began. */
    readonly at: number;
  },
  now: number,
): Owing {
  const { trigger, confirm, outcome, at } = run;
  const later = (count: number, notBefore = 0): Owing => ({
    owed: count,
    holdUntil: Math.max(at + EVERY_MS, now + SHORTEST_PAUSE_MS, notBefore),
  });
  const first = trigger !== 'confirm';
  if (outcome.verdict !== 'unmeasured') {
    if (!confirm) return { owed: 0, holdUntil: null };
    const left = first ? CONFIRMATIONS : owed;
    return left === 0 ? { owed: 0, holdUntil: null } : later(left);
  }
  const { reason, retryAfterMs } = outcome;
  const hold = retryAfterMs === null ? null : now + retryAfterMs;
  const left = first ? (confirm ? CONFIRMATIONS : reason === 'event-loop-late' ? AGAIN : 0) : owed;
  return left === 0 ? { owed: 0, holdUntil: hold } : later(left, hold ?? 0);
}
