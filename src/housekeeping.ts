import type { Activity } from './core/activity.ts';
import type { Clock } from './core/clock.ts';
import { HOUR_MS } from './core/duration.ts';
import type { Log, TrailStore } from './core/ports.ts';

/** Every hour deletes what need not be kept any longer, piece by piece. Returns its end. */
export function startHousekeeping(deps: {
  readonly store: Pick<TrailStore, 'prune'>;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
}): () => void {
  const { store, clock, activity, log } = deps;
  let ended = false;
  let cancel = clock.after(HOUR_MS, tidy);

  function tidy(): void {
    void activity.track(prune().then(again));
  }

  async function prune(): Promise<void> {
    try {
      for (let rows = 1; rows > 0 && !ended;) rows = await store.prune(clock.now());
    } catch (error) {
      log.error('prune-failed', { error: error instanceof Error ? error.message : 'unknown' });
    }
  }

  /** Counted from the end, so that two never overlap. */
  function again(): void {
    if (!ended) cancel = clock.after(HOUR_MS, tidy);
  }

  return () => {
    ended = true;
    cancel();
  };
}
