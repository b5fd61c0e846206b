import type { Clock } from '../core/clock.ts';
import { DAY_MS, HOUR_MS } from '../core/duration.ts';
import { createSchedule } from '../probes/schedule.ts';

/** A slot that passed while the program did not run is made up for within so long. */
const LATE_MS = 12 * HOUR_MS;

/**
 * Calls `run` at the slots of a cron expression, by the wall clock of a zone, and with `makeUp` once at the start for
 * one that was missed shortly before. `run` may hear of the same slot twice, after a restart. Returns its end.
 */
export function atSlots(
  { cron, zone, makeUp }: { readonly cron: string; readonly zone: string; readonly makeUp: boolean },
  clock: Clock,
  run: (slot: number) => void,
): () => void {
  const schedule = createSchedule(cron, zone);
  let cancel: (() => void) | null = null;
  let ended = false;

  function wait(): void {
    const now = clock.now();
    const slot = schedule.next(now);
    // Far slots are looked for again later: a search looks ahead for some weeks only.
    cancel = clock.after(slot === null ? DAY_MS : slot - now, () => {
      if (ended) return;
      if (slot !== null) run(slot);
      wait();
    });
  }

  const { newest } = schedule.passed(clock.now() - LATE_MS, clock.now());
  if (makeUp && newest !== null) run(newest);
  wait();
  return () => {
    ended = true;
    cancel?.();
  };
}
