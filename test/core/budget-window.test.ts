import { describe, expect, it } from 'vitest';
import { budgetWindow, createBudgetWindows } from '../../src/core/budget-window.ts';
import { PERIODS } from '../../src/core/budget.ts';
import type { BudgetAnchor, Period } from '../../src/core/budget.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import { SLOT_MS } from '../../src/core/ledger.ts';

/** At another hour each time, so that all of them come; longer windows are asked less often. */
const STEPS: Readonly<Record<Period, number>> = {
  day: 13 * HOUR_MS,
  week: 67 * HOUR_MS,
  month: 101 * HOUR_MS,
};

const text = (ms: number) => new Date(ms).toISOString();
const iso = (at: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
const at = (text: string) => Temporal.ZonedDateTime.from(text).epochMilliseconds;

/** Zones and the first of three years, with the hours at which days begin: those that are left out or come twice, too. */
const ZONES: readonly (readonly [zone: string, year: number, hours: readonly number[]])[] = [
  ['UTC', 2025, [0]],
  ['Europe/Berlin', 2025, [0, 2]],
  ['Europe/London', 2025, [1]],
  ['America/New_York', 2025, [2]],
  ['America/St_Johns', 2025, [2]],
  ['Australia/Lord_Howe', 2025, [2]],
  ['Asia/Kathmandu', 2025, [5]],
  ['Asia/Kolkata', 2025, [0]],
  ['Pacific/Chatham', 2025, [2]],
  ['Pacific/Apia', 2010, [0, 5]],
  ['America/Sao_Paulo', 2016, [0, 23]],
  ['America/Santiago', 2025, [0]],
  ['Africa/Cairo', 2025, [0]],
  ['America/Nuuk', 2025, [23, 0]],
  ['Africa/Casablanca', 2025, [2]],
];

describe('moments of three years, and those around each beginning', () => {
  it.each(ZONES.flatMap(([zone, year, hours]) => hours.map((startHour) => ({ zone, year, startHour }))))(
    'lies in one window, next to the others: $zone from $startHour:00',
    ({ zone, year, startHour }) => {
      const anchor: BudgetAnchor = { zone, startHour, weekStart: 1 };
      const from = at(`${year}-01-01T00:00[${zone}]`);
      const until = at(`${year + 3}-01-01T00:00[${zone}]`);
      for (const period of PERIODS) {
        let window = budgetWindow(period, from, anchor);
        let windows = 0;
        for (let now = from; now < until; now += STEPS[period]) {
          if (now >= window.end) {
            const next = budgetWindow(period, window.end, anchor);
            expect(next.start).toBe(window.end);
            expect(budgetWindow(period, window.end - 1, anchor)).toEqual(window);
            expectBeginning(next.start, anchor, period);
            window = next;
            windows++;
          }
          const found = budgetWindow(period, now, anchor);
          if (found.start !== window.start || found.end !== window.end) expect(found).toEqual(window);
          if (!(found.start <= now && now < found.end)) expect.fail(`${now} is not in its window`);
        }
        const whole = { day: 3 * 365 - 1, week: 156, month: 35 }[period];
        expect(Math.abs(windows - whole)).toBeLessThanOrEqual(2);
      }
    },
  );
});

/** The clock shows the hour, unless it leaves it out: then it goes on at that moment. */
function expectBeginning(start: number, { zone, startHour }: BudgetAnchor, period: Period): void {
  const shown = iso(start, zone);
  const before = iso(start - 1, zone);
  if (start % SLOT_MS !== 0) expect.fail(`${shown.toString()} is no quarter of an hour`);
  const onTheHour = shown.hour === startHour && shown.minute === 0;
  const leftOut = shown.offsetNanoseconds > before.offsetNanoseconds;
  if (!onTheHour && !leftOut) expect.fail(`${shown.toString()} begins a ${period}`);
}

const BERLIN = { zone: 'Europe/Berlin', startHour: 0, weekStart: 1 } as const;

it.each<[what: string, Period, now: string, BudgetAnchor, start: string, end: string, hours: number]>([
  [
    'a day of 23 hours',
    'day',
    '2026-03-29T12:00+02:00[Europe/Berlin]',
    BERLIN,
    '2026-03-29T00:00+01:00',
    '2026-03-30T00:00+02:00',
    23,
  ],
  [
    'a day of 25 hours',
    'day',
    '2026-10-25T12:00+01:00[Europe/Berlin]',
    BERLIN,
    '2026-10-25T00:00+02:00',
    '2026-10-26T00:00+01:00',
    25,
  ],
  [
    'an hour that is left out, when the clock goes on',
    'day',
    '2026-03-29T12:00+02:00[Europe/Berlin]',
    { ...BERLIN, startHour: 2 },
    '2026-03-29T03:00+02:00',
    '2026-03-30T02:00+02:00',
    23,
  ],
  [
    'an hour that comes twice, at the first',
    'day',
    '2026-10-25T02:30+01:00[Europe/Berlin]',
    { ...BERLIN, startHour: 2 },
    '2026-10-25T02:00+02:00',
    '2026-10-26T02:00+01:00',
    25,
  ],
  [
    'half an hour that is left out',
    'day',
    '2026-10-04T12:00[Australia/Lord_Howe]',
    { zone: 'Australia/Lord_Howe', startHour: 2, weekStart: 1 },
    '2026-10-04T02:30+11:00',
    '2026-10-05T02:00+11:00',
    23.5,
  ],
  [
    'a midnight that is left out',
    'day',
    '2018-11-04T12:00[America/Sao_Paulo]',
    { zone: 'America/Sao_Paulo', startHour: 0, weekStart: 1 },
    '2018-11-04T01:00-02:00',
    '2018-11-05T00:00-02:00',
    23,
  ],
  [
    'the hour before a midnight that comes twice, once',
    'day',
    '2018-02-17T23:30-03:00[America/Sao_Paulo]',
    { zone: 'America/Sao_Paulo', startHour: 0, weekStart: 1 },
    '2018-02-17T00:00-02:00',
    '2018-02-18T00:00-03:00',
    25,
  ],
  [
    'no day for a date that is left out',
    'day',
    '2011-12-29T23:00[Pacific/Apia]',
    { zone: 'Pacific/Apia', startHour: 5, weekStart: 1 },
    '2011-12-29T05:00-10:00',
    '2011-12-31T05:00+14:00',
    24,
  ],
  [
    'a week of six days where a date is left out',
    'week',
    '2011-12-31T12:00[Pacific/Apia]',
    { zone: 'Pacific/Apia', startHour: 0, weekStart: 5 },
    '2011-12-31T00:00+14:00',
    '2012-01-06T00:00+14:00',
    144,
  ],
  [
    'before the start hour, the day before',
    'day',
    '2026-12-01T05:59[Europe/Berlin]',
    { ...BERLIN, startHour: 6 },
    '2026-11-30T06:00+01:00',
    '2026-12-01T06:00+01:00',
    24,
  ],
  [
    'before the start hour of the 1st, the month before',
    'month',
    '2026-12-01T05:59[Europe/Berlin]',
    { ...BERLIN, startHour: 6 },
    '2026-11-01T06:00+01:00',
    '2026-12-01T06:00+01:00',
    720,
  ],
  [
    'a month with 23 hours in a day',
    'month',
    '2026-03-31T23:59[Europe/Berlin]',
    BERLIN,
    '2026-03-01T00:00+01:00',
    '2026-04-01T00:00+02:00',
    743,
  ],
  [
    'February of a leap year',
    'month',
    '2028-02-29T23:59[UTC]',
    { ...BERLIN, zone: 'UTC' },
    '2028-02-01T00:00Z',
    '2028-03-01T00:00Z',
    696,
  ],
  [
    'a week from Sunday',
    'week',
    '2026-11-28T12:00[Europe/Berlin]',
    { ...BERLIN, weekStart: 7 },
    '2026-11-22T00:00+01:00',
    '2026-11-29T00:00+01:00',
    168,
  ],
  [
    'a week over the end of the year',
    'week',
    '2027-01-01T12:00[Europe/Berlin]',
    BERLIN,
    '2026-12-28T00:00+01:00',
    '2027-01-04T00:00+01:00',
    168,
  ],
])('has %s', (_what, period, now, anchor, start, end, hours) => {
  const window = budgetWindow(period, at(now), anchor);
  expect([text(window.start), text(window.end)]).toEqual([text(Date.parse(start)), text(Date.parse(end))]);
  expect((window.end - window.start) / HOUR_MS).toBe(hours);
});

it('says that there is no such zone', () => {
  expect(() => budgetWindow('day', 0, { ...BERLIN, zone: 'Europe/Nowhere' })).toThrow(RangeError);
});

describe('windows that are kept', () => {
  it('are those that are worked out, also for what lies before', () => {
    const windows = createBudgetWindows(BERLIN);
    const now = at('2026-11-28T12:00[Europe/Berlin]');
    for (const moment of [now, now + 1, now + DAY_MS, now, now - 40 * DAY_MS, now + 2 * DAY_MS]) {
      for (const period of PERIODS)
        expect(windows(period, moment)).toEqual(budgetWindow(period, moment, BERLIN));
    }
  });

  it('are not worked out again', () => {
    const windows = createBudgetWindows(BERLIN);
    const now = at('2026-11-28T12:00[Europe/Berlin]');
    expect(windows('day', now + 1)).toBe(windows('day', now));
  });
});
