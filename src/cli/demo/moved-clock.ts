import type { Clock } from '../../core/clock.ts';

/** A clock that stands still until it is told to move. */
export interface MovedClock extends Clock {
  /** Moves time on by `ms`, calling what falls due in order of its due time, each at its own `now()`. */
  advance(ms: number): void;
  /** Milliseconds until the first timer is due; `null`: none waits. */
  readonly untilNext: number | null;
  /** How many timers wait. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** `start` is epoch milliseconds. */
export function createMovedClock(start: number): MovedClock {
  let now = start;
  const timers = new Set<Timer>();

  function earliest(): Timer | null {
    let first: Timer | null = null;
    for (const timer of timers) if (first === null || timer.at < first.at) first = timer;
    return first;
  }

  return {
    now: () => now,
    monotonic: () => now - start,
    after(ms, fn) {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (let next = earliest(); next !== null && next.at <= end; next = earliest()) {
        timers.delete(next);
        now = Math.max(now, next.at);
        next.fn();
      }
      now = end;
    },
    get untilNext() {
      const next = earliest();
      return next === null ? null : Math.max(0, next.at - now);
    },
    get pending() {
      return timers.size;
    },
  };
}
