import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { createTimers } from '../../src/core/timers.ts';
import { createFakeClock } from '../support/fake-clock.ts';

/** A clock whose holder moves `now` and never fires anything. */
function createDeadClock(): Clock & { time: number } {
  return {
    time: 0,
    now() {
      return this.time;
    },
    monotonic() {
      return this.time;
    },
    after: () => () => {},
  };
}

describe('the fake clock', () => {
  it('fires in order of due time, each at its own time', () => {
    const clock = createFakeClock(1_000);
    const fired: [string, number][] = [];
    clock.after(200, () => fired.push(['late', clock.now()]));
    clock.after(100, () => {
      fired.push(['early', clock.now()]);
      clock.after(50, () => fired.push(['from within', clock.now()]));
    });
    const cancel = clock.after(120, () => fired.push(['cancelled', clock.now()]));
    cancel();
    clock.advance(199);
    expect(fired).toEqual([
      ['early', 1_100],
      ['from within', 1_150],
    ]);
    clock.advance(1);
    expect(fired.at(-1)).toEqual(['late', 1_200]);
    expect([clock.now(), clock.monotonic(), clock.pending]).toEqual([1_200, 200, 0]);
  });
});

describe('a tracked clock', () => {
  it('passes timers through, once each, and forgets them', () => {
    const clock = createFakeClock();
    const timers = createTimers(clock);
    let fired = 0;
    timers.after(1_000, () => fired++);
    expect(timers.due()).toBe(false);
    clock.advance(1_000);
    expect([fired, timers.due(), timers.fireDue()]).toEqual([1, false, 0]);
  });

  it('knows what is due when the clock below has not fired it, and can fire it in order', () => {
    const clock = createDeadClock();
    const timers = createTimers(clock);
    const fired: string[] = [];
    timers.after(20, () => fired.push('second'));
    timers.after(10, () => fired.push('first'));
    timers.after(30, () => fired.push('third'));
    clock.time = 20;
    expect(timers.due()).toBe(true);
    expect(timers.fireDue()).toBe(2);
    expect(fired).toEqual(['first', 'second']);
    expect(timers.due()).toBe(false);
  });

  it('fires none that another due one cancelled', () => {
    const clock = createDeadClock();
    const timers = createTimers(clock);
    const fired: string[] = [];
    timers.after(1, () => cancel());
    const cancel = timers.after(2, () => fired.push('cancelled'));
    clock.time = 5;
    timers.fireDue();
    expect(fired).toEqual([]);
  });

  it('cancels one, or all', () => {
    const clock = createFakeClock();
    const timers = createTimers(clock);
    const fired: string[] = [];
    timers.after(10, () => fired.push('a'))();
    timers.after(10, () => fired.push('b'));
    timers.after(20, () => fired.push('c'));
    expect(clock.pending).toBe(2);
    timers.cancelAll();
    clock.advance(100);
    expect([fired, clock.pending]).toEqual([[], 0]);
  });
});
