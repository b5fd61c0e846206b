import { describe, expect, it } from 'vitest';
import { budgetWindow } from '../../src/core/budget-window.ts';
import { type BudgetAnchor, type Period } from '../../src/core/budget.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import { forecast, FORECAST_HISTORY_MS, NO_FORECAST } from '../../src/core/forecast.ts';
import { SLOT_MS, slotOf } from '../../src/core/ledger.ts';
import { createChance, type Chance } from '../support/chance.ts';

const START = Date.parse('2026-11-01T00:00:00Z');
const DAYS = 30;
const ANCHOR: BudgetAnchor = { zone: 'UTC', startHour: 0, weekStart: 1 };

const usd = (dollars: number) => BigInt(Math.round(dollars * 1e12));
const spentOf = (dollars: number) => ({ pico: usd(dollars), tokens: Math.round(dollars * 1_000) });

interface Entry {
  readonly at: number;
  readonly workflow: string;
  readonly dollars: number;
}

/** What is forecast of a budget at `now`, by what was spent before. */
function ask(
  entries: readonly Entry[],
  { limit, now, period, since = START }: { limit: number; now: number; period: Period; since?: number },
) {
  const window = budgetWindow(period, now, ANCHOR);
  const past = entries.filter(({ at }) => at <= now);
  const spent = past.filter(({ at }) => at >= window.start).reduce((sum, { dollars }) => sum + dollars, 0);
  return forecast({
    limit: { unit: 'usd', pico: usd(limit) },
    spent: spentOf(spent),
    window,
    now,
    history: past
      .filter(({ at, dollars }) => dollars > 0 && at >= slotOf(now) - FORECAST_HISTORY_MS)
      .map(({ at, workflow, dollars }) => ({ at, workflow, spent: spentOf(dollars) })),
    recordedSince: since,
  });
}

/** Dollars of each slot. */
type Shape = (at: number, chance: Chance) => number;
const hourOf = (at: number) => Math.floor((at % DAY_MS) / HOUR_MS);
const isWorkday = (at: number) => ![0, 6].includes(new Date(at).getUTCDay());
const about = (dollars: number, spread: number, chance: Chance) =>
  dollars * Math.exp(spread * chance.normal());
const isDaytime = (at: number) => hourOf(at) >= 9 && hourOf(at) < 18;

function bursts(): Shape {
  let slotsLeft = 0;
  return (_at, chance) => {
    if (slotsLeft === 0 && chance.whole(0, 96) < 2) slotsLeft = chance.whole(1, 9);
    return slotsLeft === 0 ? 0 : (slotsLeft--, about(0.15, 0.6, chance));
  };
}

/** With how many false alarms of all seeds are borne: on daily budgets, weekly and monthly ones. */
const SHAPES: readonly (readonly [
  name: string,
  shape: () => Shape,
  borne: readonly [number, number, number],
])[] = [
  ['a steady job', () => (_at, chance) => about(0.01, 0.2, chance), [0, 0, 0]],
  ['a job each hour', () => (at, chance) => (at % HOUR_MS === 0 ? about(0.04, 0.2, chance) : 0), [0, 0, 0]],
  ['a burst each night', () => (at, chance) => (hourOf(at) === 3 ? about(0.25, 0.3, chance) : 0), [0, 0, 0]],
  [
    'chat by day',
    () => (at, chance) => (isDaytime(at) && chance.whole(0, 10) < 6 ? about(0.05, 0.8, chance) : 0),
    [1, 0, 0],
  ],
  [
    'chat on workdays',
    () => (at, chance) =>
      isWorkday(at) && isDaytime(at) && chance.whole(0, 10) < 6 ? about(0.05, 0.8, chance) : 0,
    [1, 1, 0],
  ],
  ['webhooks in bursts', bursts, [2, 2, 0]],
  [
    'a job on Saturdays',
    () => (at, chance) =>
      new Date(at).getUTCDay() === 6 && hourOf(at) < 4 ? about(0.5, 0.3, chance) : 0.002,
    [2, 2, 1],
  ],
];

describe('thirty days of spend that stays within two thirds of the budget', () => {
  it.each(SHAPES)('raise few alarms: %s', (name, shape, borne) => {
    const told = (['day', 'week', 'month'] as const).map((period) => {
      let [alarms, windows] = [0, 0];
      for (const seed of [1, 2]) {
        const found = falseAlarms(shape(), period, createChance(seed));
        alarms += found.alarms;
        windows += found.windows;
      }
      return { period, alarms, windows };
    });
    console.log(
      `${name}: ${told.map(({ period, alarms, windows }) => `${alarms} of ${windows} ${period}s`).join(', ')}`,
    );
    told.forEach(({ alarms }, i) => expect(alarms).toBeLessThanOrEqual(borne[i] ?? 0));
  });
});

function falseAlarms(shape: Shape, period: Period, chance: Chance) {
  const entries: Entry[] = [];
  for (let at = START; at < START + DAYS * DAY_MS; at += SLOT_MS) {
    entries.push({ at, workflow: 'w', dollars: shape(at, chance) });
  }
  const sums = new Map<number, number>();
  for (const { at, dollars } of entries) {
    const { start } = budgetWindow(period, at, ANCHOR);
    sums.set(start, (sums.get(start) ?? 0) + dollars);
  }
  const limit = Math.max(...sums.values()) * 1.5;
  const told = new Set<number>();
  for (let now = START + SLOT_MS - 1; now < START + DAYS * DAY_MS; now += 7 * HOUR_MS) {
    const { start } = budgetWindow(period, now, ANCHOR);
    if (!told.has(start) && ask(entries, { limit, now, period }).exhaustedAt !== null) told.add(start);
  }
  return { alarms: told.size, windows: sums.size };
}

describe('a heartbeat that would burn $248 in 12 days under $60 a month', () => {
  it.each([
    [15, 0],
    [30, 1],
    [30, 9.5],
    [60, 20],
  ])('every %d minutes from day %d is told within 9 hours, before 17 dollars', (minutes, fromDay) => {
    const chance = createChance(5);
    const from = START + fromDay * DAY_MS;
    const entries: Entry[] = [];
    for (let at = START; at < START + DAYS * DAY_MS; at += SLOT_MS) {
      entries.push({ at, workflow: 'digest', dollars: about(0.005, 0.3, chance) });
      if (at >= from && (at - from) % (minutes * 60_000) === 0) {
        entries.push({ at, workflow: 'heartbeat', dollars: (248 / 12 / 24 / 60) * minutes });
      }
    }
    let now = from;
    let found = NO_FORECAST;
    while (found.exhaustedAt === null && now < START + DAYS * DAY_MS) {
      now += SLOT_MS;
      found = ask(entries, { limit: 60, now: now - 1, period: 'month' });
    }
    const spentUntil = (at: number) =>
      entries.filter((entry) => entry.at < at).reduce((sum, { dollars }) => sum + dollars, 0);
    const gone = entries.find(({ at }) => spentUntil(at) > 60)?.at ?? 0;
    console.log(
      `every ${minutes} min from day ${fromDay}: told after ${(now - from) / HOUR_MS} h at $${spentUntil(now).toFixed(2)}, ${((gone - now) / HOUR_MS).toFixed(0)} h before it was gone`,
    );
    expect(now - from).toBeLessThanOrEqual(9 * HOUR_MS);
    expect(spentUntil(now)).toBeLessThan(17);
    expect(Math.abs((found.exhaustedAt ?? 0) - gone)).toBeLessThan(2 * HOUR_MS);
    expect(found.lastsWithout).toBe('heartbeat');
  });
});

/** So much in each slot of these hours, and a tenth of a cent in all others of the ten days. */
function burst(dollars: number, hours: number): readonly Entry[] {
  const begins = START + 9 * DAY_MS;
  return Array.from({ length: 10 * 96 + hours * 4 }, (_, slot) => START + slot * SLOT_MS).map((at) => ({
    at,
    workflow: 'w',
    dollars: at >= begins && at < begins + hours * HOUR_MS ? dollars : 0.001,
  }));
}

describe('a burst', () => {
  it.each([
    ['of two hours', 2.5, 2],
    ['of half an hour', 10, 0.5],
  ])('%s that is over raises no alarm, then or later', (_what, dollars, hours) => {
    const entries = burst(dollars, hours);
    for (let now = START + 9 * DAY_MS + hours * HOUR_MS; now < START + 19 * DAY_MS; now += SLOT_MS) {
      expect(ask(entries, { limit: 30, now, period: 'month' })).toEqual(NO_FORECAST);
    }
  });
});

/** A slot's worth for each hour of the days before `now` that passes. */
function steady(workflow: string, dollars: number, now: number, days: number): readonly Entry[] {
  return Array.from({ length: days * 96 }, (_, i) => ({
    at: slotOf(now) - (i + 1) * SLOT_MS,
    workflow,
    dollars,
  }));
}

describe('what can be said', () => {
  const now = START + 5 * DAY_MS;
  const ofMonth = { now, period: 'month' as const, since: START };

  it('is now where nothing is left', () => {
    const window = budgetWindow('day', now, ANCHOR);
    const spent = { ...spentOf(1), tokens: 0 };
    const limit = { unit: 'usd', pico: usd(1) } as const;
    expect(forecast({ limit, spent, window, now, history: [], recordedSince: null })).toEqual({
      exhaustedAt: now,
      lastsWithout: null,
    });
    const half = spentOf(0.5);
    expect(
      forecast({ limit, spent: half, held: half, window, now, history: [], recordedSince: null }).exhaustedAt,
    ).toBe(now);
  });

  it.each<[string, readonly Entry[], number | null]>([
    ['nothing was ever booked', steady('w', 1, now, 3), null],
    ['it was booked for less than an hour', steady('w', 1, now, 3), now - HOUR_MS + 1],
    ['less than three slots have spend', steady('w', 9, now, 3).slice(0, 2), START],
  ])('is nothing where %s', (_what, entries, since) => {
    const history = entries.map(({ at, workflow, dollars }) => ({ at, workflow, spent: spentOf(dollars) }));
    const window = budgetWindow('month', now, ANCHOR);
    expect(
      forecast({
        limit: { unit: 'usd', pico: usd(10) },
        spent: spentOf(3),
        window,
        now,
        history,
        recordedSince: since,
      }),
    ).toEqual(NO_FORECAST);
  });

  it('is the moment, by a steady rate: $0.96 a day, $4.80 gone, $7.20 left', () => {
    const at = ask(steady('w', 0.01, now, 5), { ...ofMonth, limit: 12 }).exhaustedAt ?? 0;
    expect((at - now) / HOUR_MS).toBeCloseTo(7.5 * 24, 1);
  });

  it('is nothing where it lasts exactly', () => {
    const left = 25 * 0.96 + 5 * 0.96;
    expect(ask(steady('w', 0.01, now, 5), { ...ofMonth, limit: left * 1.001 })).toEqual(NO_FORECAST);
  });

  it.each<[string, readonly Entry[], number, string | null]>([
    [
      'the one that spends most',
      [...steady('big', 0.03, now, 5), ...steady('small', 0.01, now, 5)],
      60,
      'big',
    ],
    [
      'none where no single one is enough',
      [...steady('one', 0.03, now, 5), ...steady('other', 0.03, now, 5)],
      60,
      null,
    ],
    ['none where only one spends', steady('w', 0.05, now, 5), 60, null],
  ])('it lasts without %s', (_what, entries, limit, expected) => {
    const found = ask(entries, { ...ofMonth, limit });
    expect(found.exhaustedAt).not.toBeNull();
    expect(found.lastsWithout).toBe(expected);
  });

  it('counts tokens where the budget does', () => {
    const history = steady('w', 0.01, now, 5).map(({ at, workflow }) => ({
      at,
      workflow,
      spent: { pico: 0n, tokens: 100 },
    }));
    const window = budgetWindow('month', now, ANCHOR);
    const spent = { pico: 0n, tokens: 48_000 };
    const ofTokens = (tokens: number) =>
      forecast({ limit: { unit: 'tokens', tokens }, spent, window, now, history, recordedSince: START })
        .exhaustedAt;
    expect(((ofTokens(120_000) ?? 0) - now) / HOUR_MS).toBeCloseTo(7.5 * 24, 1);
    expect(ofTokens(300_000)).toBeNull();
  });
});
