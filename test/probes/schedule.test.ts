import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createSchedule, isCron, jitterMs } from '../../src/probes/schedule.ts';

const at = (text: string): number => Date.parse(text);

describe('a schedule', () => {
  it.each([
    ['0 * * * *', 'UTC', '2026-11-28T14:23:10Z', '2026-11-28T15:00:00Z'],
    ['0 * * * *', 'UTC', '2026-11-28T15:00:00Z', '2026-11-28T16:00:00Z'],
    ['30 7 * * *', 'Europe/Berlin', '2026-11-28T07:00:00Z', '2026-11-29T06:30:00Z'],
    ['*/5 * * * *', 'Asia/Kathmandu', '2026-11-28T14:01:00Z', '2026-11-28T14:05:00Z'],
    // The clocks go forward at 02:00 that day: half past two is skipped.
    ['30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-29T00:30:00Z'],
  ])('%s in %s after %s is next due at %s', (expression, zone, now, next) => {
    expect(createSchedule(expression, zone).next(at(now))).toBe(at(next));
  });

  it('has both half past twos of the night in which the clocks go back', () => {
    const schedule = createSchedule('30 2 * * *', 'Europe/Berlin');
    expect(schedule.passed(at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toEqual({
      newest: at('2026-10-25T01:30:00Z'),
      count: 2,
    });
  });

  it('says that nothing comes within 40 days', () => {
    expect(createSchedule('0 0 29 2 *', 'UTC').next(at('2026-11-28T00:00:00Z'))).toBeNull();
  });

  it('counts the slots that passed, the last moment included and the first not', () => {
    const hourly = createSchedule('0 * * * *', 'UTC');
    const noon = at('2026-11-28T12:00:00Z');
    expect(hourly.passed(noon, noon + 3 * HOUR_MS)).toEqual({ newest: noon + 3 * HOUR_MS, count: 3 });
    expect(hourly.passed(noon, noon + HOUR_MS - 1)).toEqual({ newest: null, count: 0 });
    // No further back than 8 days.
    expect(hourly.passed(noon - 30 * DAY_MS, noon).count).toBe(8 * 24);
  });

  it.each([
    ['* * * * *', MINUTE_MS],
    ['*/5 * * * *', 5 * MINUTE_MS],
    ['0 0 * * 1', HOUR_MS],
  ])('%s has gaps of %d ms, an hour at most', (expression, gap) => {
    const schedule = createSchedule(expression, 'UTC');
    expect(schedule.gapMs(schedule.next(at('2026-11-28T00:00:00Z')) ?? 0)).toBe(gap);
  });
});

describe('jitter', () => {
  it('is the same for the same name, and spreads others within a minute and a sixtieth of the gap', () => {
    const names = Array.from({ length: 200 }, (_, i) => `canary-${i}`);
    const hourly = names.map((name) => jitterMs(name, HOUR_MS));
    expect(jitterMs('pong', HOUR_MS)).toBe(jitterMs('pong', HOUR_MS));
    expect(Math.max(...hourly)).toBeLessThan(MINUTE_MS);
    expect(Math.max(...hourly)).toBeGreaterThan(50_000);
    expect(new Set(hourly).size).toBeGreaterThan(100);
    expect(Math.max(...names.map((name) => jitterMs(name, MINUTE_MS)))).toBeLessThan(1_000);
  });
});

describe('what counts as a cron expression', () => {
  it.each([
    ['0 * * * *', true],
    ['0 7 * * mon-fri', true],
    ['*/10 * * * * *', false],
    ['hourly', false],
    ['61 * * * *', false],
    ['', false],
  ])('%j: %s', (text, good) => {
    expect(isCron(text)).toBe(good);
  });
});
