import { describe, expect, it } from 'vitest';
import { createStreaks } from '../../src/probes/streaks.ts';

const T = Date.parse('2026-11-28T12:00:00Z');
const slot = (minutes: number) => ({ at: T + minutes * 60_000, trigger: 'schedule' }) as const;
const confirm = (minutes: number) => ({ at: T + minutes * 60_000, trigger: 'confirm' }) as const;

describe('a streak', () => {
  it('begins with the first failing run, and a pass amid the burst does not end it', () => {
    const streaks = createStreaks();
    expect(streaks.note('answer', false, 'below-threshold', slot(0))).toBe(true);
    expect(streaks.note('answer', true, 'healthy', confirm(0.5))).toBe(false);
    expect(streaks.note('answer', false, 'below-threshold', confirm(1))).toBe(false);
    expect(streaks.note('answer', false, 'threshold-reached', confirm(1.5))).toBe(false);
    streaks.burstOver();
    expect(streaks.since('answer')).toBe(T);
  });

  it('is over with a burst that ends well', () => {
    const streaks = createStreaks();
    streaks.note('answer', false, 'below-threshold', slot(0));
    streaks.note('answer', true, 'healthy', confirm(0.5));
    streaks.burstOver();
    expect(streaks.since('answer')).toBeNull();
    expect(streaks.note('answer', false, 'below-threshold', slot(60))).toBe(true);
  });

  it('goes on where an incident is open, over a restart too, until that has ended', () => {
    const streaks = createStreaks();
    streaks.open('answer', T);
    expect(streaks.note('answer', false, 'still-failing', slot(60))).toBe(false);
    expect(streaks.note('answer', true, 'recovering', slot(120))).toBe(true);
    expect(streaks.note('answer', true, 'recovering', confirm(120.5))).toBe(false);
    expect(streaks.since('answer')).toBe(T);
    streaks.note('answer', true, 'recovered', confirm(121));
    streaks.burstOver();
    expect(streaks.since('answer')).toBeNull();
  });

  it('of what is well by turns begins no burst after the other', () => {
    const streaks = createStreaks();
    streaks.open('answer', T);
    expect(streaks.note('answer', true, 'recovering', slot(60))).toBe(true);
    for (const at of [60.5, 61, 61.5]) {
      expect(streaks.note('answer', false, 'still-failing', confirm(at))).toBe(false);
      expect(streaks.note('answer', true, 'recovering', confirm(at))).toBe(false);
    }
    streaks.burstOver();
    expect(streaks.note('answer', true, 'recovering', slot(120))).toBe(true);
  });

  it('goes on with a burst of the last process: what fails in it began then, and begins no other burst', () => {
    const streaks = createStreaks();
    streaks.resume(['answer', 'latency'], T);
    expect(streaks.note('answer', false, 'below-threshold', confirm(1))).toBe(false);
    expect(streaks.note('answer', true, 'recovering', confirm(1.5))).toBe(false);
    expect(streaks.since('answer')).toBe(T);
    streaks.burstOver();
    expect(streaks.since('latency')).toBeNull();
  });

  it('is each aspect’s own', () => {
    const streaks = createStreaks();
    streaks.note('answer', false, 'below-threshold', slot(0));
    expect(streaks.since('latency')).toBeNull();
    expect(streaks.note('latency', false, 'below-threshold', slot(60))).toBe(true);
    expect(streaks.since('answer')).toBe(T);
  });
});
