import type { TrackedClock } from './timers.ts';

/** Counts the work in flight, so that someone can wait until there is none. */
export interface Activity {
  /** Counts `promise` until it settles, and gives it back. */
  track<T>(promise: Promise<T>): Promise<T>;
  /** Counts until the returned end is called (once or more). */
  begin(): () => void;
  readonly idle: boolean;
  /** Resolves the next time nothing is in flight; at once where nothing is. */
  whenIdle(): Promise<void>;
}

export function createActivity(): Activity {
  let inFlight = 0;
  let waiting: (() => void)[] = [];

  function begin(): () => void {
    let ended = false;
    inFlight++;
    return () => {
      if (ended) return;
      ended = true;
      inFlight--;
      if (inFlight > 0) return;
      const resolve = waiting;
      waiting = [];
      for (const wake of resolve) wake();
    };
  }

  return {
    begin,
    track(promise) {
      const end = begin();
      return promise.finally(end);
    },
    get idle() {
      return inFlight === 0;
    },
    whenIdle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** Turns in a row that must find nothing to do: a finished piece of work may start the next one a turn later. */
const QUIET_TURNS = 3;

/**
 * Resolves when no tracked work is in flight and no timer is due (contract, section 7). `nextTurn` resolves after
 * the event loop has gone round once. Waits as long as the work in flight does.
 */
export async function settled(
  activity: Activity,
  timers: TrackedClock,
  nextTurn: () => Promise<void>,
): Promise<void> {
  let quiet = 0;
  while (quiet < QUIET_TURNS || !activity.idle || timers.due()) {
    const quietTurn = timers.fireDue() === 0 && activity.idle;
    await activity.whenIdle();
    await nextTurn();
    quiet = quietTurn ? quiet + 1 : 0;
  }
}
