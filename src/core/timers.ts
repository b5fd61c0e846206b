import type { Clock } from './clock.ts';

/** A clock that knows what it was asked to call and has not called yet. */
export interface TrackedClock extends Clock {
  /** True where a pending timer's time has come at `now()`. */
  due(): boolean;
  /** Calls what is due now, in order of its time, without waiting for the clock below; returns how many. */
  fireDue(): number;
  /** Forgets every pending timer: nothing fires after a stop. */
  cancelAll(): void;
}

interface Timer {
  readonly at: number;
  fire(): void;
  cancel(): void;
}

/** Wraps `clock`. What throws in a timer throws to whoever fires it, as with the clock itself. */
export function createTimers(clock: Clock): TrackedClock {
  const pending = new Set<Timer>();

  function dueNow(): Timer[] {
    const now = clock.now();
    return [...pending].filter((timer) => timer.at <= now).toSorted((a, b) => a.at - b.at);
  }

  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(ms, fn) {
      const timer: Timer = {
        at: clock.now() + ms,
        fire() {
          if (!pending.delete(timer)) return;
          cancelBelow();
          fn();
        },
        cancel() {
          pending.delete(timer);
          cancelBelow();
        },
      };
      pending.add(timer);
      const cancelBelow = clock.after(ms, () => {
        if (pending.delete(timer)) fn();
      });
      return () => timer.cancel();
    },
    due: () => dueNow().length > 0,
    fireDue() {
      const due = dueNow().filter((timer) => pending.has(timer));
      // One of them may cancel another, so each says for itself whether it is still wanted.
      for (const timer of due) timer.fire();
      return due.length;
    },
    cancelAll() {
      for (const timer of pending) timer.cancel();
    },
  };
}
