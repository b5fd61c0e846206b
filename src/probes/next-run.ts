import type { Owing } from './after-run.ts';

/** When a probe is asked next, by its next slot and what it owes; epoch milliseconds. `null`: not within 40 days. */
export function nextRunAt(nextSlot: number | null, { owed, holdUntil }: Owing, now: number): number | null {
  if (owed > 0) return Math.max(holdUntil ?? now, now);
  return nextSlot === null ? null : Math.max(nextSlot, holdUntil ?? 0);
}
