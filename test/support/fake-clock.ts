import { createMovedClock, type MovedClock } from '../../src/cli/demo/moved-clock.ts';

export type FakeClock = MovedClock;

/** A clock that stands still until it is told to move. `start` is epoch milliseconds. */
export function createFakeClock(start = Date.UTC(2026, 10, 22)): FakeClock {
  return createMovedClock(start);
}
