import { describe, expect, it } from 'vitest';
import { budgetWarnings } from '../../src/core/budget-warnings.ts';
import type { Amount, Budget } from '../../src/core/budget.ts';
import { NO_FORECAST } from '../../src/core/forecast.ts';
import { sayWarning, type WarningContext } from '../../src/core/say-warning.ts';

const usd = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6)) * 1_000_000n;
const limitOf = (dollars: number): Amount => ({ unit: 'usd', pico: usd(dollars) });
const digest = (dollars: number): Budget => ({
  scope: { kind: 'workflow', name: 'digest' },
  period: 'day',
  limit: limitOf(dollars),
});
const WINDOW = { start: Date.parse('2025-11-28T00:00+01:00'), end: Date.parse('2025-11-29T00:00+01:00') };
const EXPECTED = { exhaustedAt: WINDOW.start + 1, lastsWithout: null };

/** Tells as the program does: what is told and what that covers is remembered. */
function createTelling(warnAt: readonly number[] = [1, 0.5, 0.8]) {
  const told = new Set<string>();
  return (spent: number, { limit = 1, forecast = NO_FORECAST, window = WINDOW } = {}) => {
    const found = budgetWarnings({
      budget: digest(limit),
      window,
      spent: { pico: usd(spent), tokens: 0 },
      warnAt,
      forecast,
      told,
    });
    for (const { key, covers } of found) for (const each of [key, ...covers]) told.add(each);
    return found.map(({ about }) => about);
  };
}

const keysOf = (limit: Amount, spent: number) =>
  budgetWarnings({
    budget: { scope: { kind: 'workflow', name: 'digest' }, period: 'day', limit },
    window: { start: 1_764_288_000_000, end: WINDOW.end },
    spent: { pico: usd(spent), tokens: 805 },
    warnAt: [0.5, 0.805],
    forecast: EXPECTED,
    told: new Set(),
  }).flatMap(({ key, covers }) => [key, ...covers]);

describe('warnings', () => {
  it('are told once each, as shares are reached', () => {
    const tell = createTelling();
    expect([0, 0.49, 0.5, 0.51, 0.79, 0.8, 0.99, 1, 5].map((spent) => tell(spent))).toEqual([
      [],
      [],
      [0.5],
      [],
      [],
      [0.8],
      [],
      [1],
      [],
    ]);
  });

  it('tell the highest only of several reached at once, and none of those below later', () => {
    const tell = createTelling();
    expect([tell(0.1), tell(1.2), tell(0.6), tell(1.2)]).toEqual([[], [1], [], []]);
  });

  it('begin anew with the window', () => {
    const tell = createTelling();
    const next = { window: { start: WINDOW.end, end: WINDOW.end + 86_400_000 } };
    expect([tell(0.9), tell(0.9, next), tell(0.9, next), tell(0.9)]).toEqual([[0.8], [0.8], [], []]);
  });

  it('say of a changed limit what is true of it', () => {
    const tell = createTelling();
    expect([
      tell(0.9),
      tell(0.9, { limit: 2 }),
      tell(0.9, { limit: 1.8 }),
      tell(1.7, { limit: 1.8 }),
      tell(0.9),
    ]).toEqual([[0.8], [], [0.5], [0.8], []]);
  });

  it('count exactly', () => {
    const tell = createTelling([0.29]);
    expect([tell(0.289_999), tell(0.29)]).toEqual([[], [0.29]]);
  });

  it('tell a forecast once, only before the highest share, and not beside a share that says it too', () => {
    const tell = createTelling();
    const forecast = { forecast: EXPECTED };
    expect([tell(0.2, forecast), tell(0.3, forecast), tell(0.5, forecast), tell(1, forecast)]).toEqual([
      ['forecast'],
      [],
      [0.5],
      [1],
    ]);
    const other = createTelling();
    expect([other(0.5, forecast), other(0.6, forecast)]).toEqual([[0.5], []]);
    const late = createTelling();
    expect([late(0.6), late(0.7, forecast), late(0.7, forecast)]).toEqual([[0.5], ['forecast'], []]);
    const over = createTelling([0.8]);
    expect([over(0.9), over(0.95, forecast)]).toEqual([[0.8], []]);
  });

  it('are none without shares, but for the forecast', () => {
    const tell = createTelling([]);
    expect([
      tell(0.9),
      tell(0.9, { forecast: EXPECTED }),
      tell(2, { forecast: { exhaustedAt: 1, lastsWithout: null } }),
    ]).toEqual([[], ['forecast'], []]);
  });

  it('have keys that name the window, the limit and the share', () => {
    const of = 'budget/workflow:digest/day/1764288000000';
    expect(keysOf(limitOf(1), 0.81)).toEqual([`${of}/$1.00/80.5`, `${of}/$1.00/50`, `${of}/$1.00/forecast`]);
    expect(keysOf({ unit: 'tokens', tokens: 1_000 }, 0)).toEqual([
      `${of}/1000-tokens/80.5`,
      `${of}/1000-tokens/50`,
      `${of}/1000-tokens/forecast`,
    ]);
  });
});

const ZONE = 'Europe/Berlin';
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(ZONE).epochMilliseconds;

function context(
  of: Partial<WarningContext> & { budget?: Budget; spent?: number; unpricedCalls?: number } = {},
): WarningContext {
  const { budget = digest(1), spent = 0.8, unpricedCalls = 0, ...rest } = of;
  const month = budget.period === 'month';
  const window = month
    ? { start: at('2026-11-01'), end: at('2026-12-01') }
    : { start: at('2026-11-24'), end: at('2026-11-25') };
  return {
    standing: {
      budget,
      window,
      spent: { pico: usd(spent), tokens: 850 },
      held: { pico: 0n, tokens: 0 },
      unpricedCalls,
    },
    forecast: NO_FORECAST,
    top: null,
    now: at('2026-11-24T12:00'),
    zone: ZONE,
    ...rest,
  };
}
const EVERYTHING: Budget = { scope: { kind: 'overall' }, period: 'month', limit: limitOf(60) };

describe('a warning in words', () => {
  it('says how much is used, of what, at which rate, by what, and what to do', () => {
    const top = { kind: 'model', name: 'gpt-5', spent: { pico: usd(0.6), tokens: 0 } } as const;
    const forecast = { exhaustedAt: at('2026-11-24T14:20'), lastsWithout: null };
    expect(sayWarning({ about: 0.8 }, context({ top, forecast, unpricedCalls: 3 }))).toEqual({
      title: 'digest has used 80 % of its day budget: $0.80 of $1.00',
      body: [
        'It began today at 00:00.',
        'At this rate it is gone today at 14:20.',
        'It starts anew on Wednesday.',
        'Most of it: model gpt-5, $0.60 (75 %).',
        'Not in it: 3 calls of unknown cost.',
        'Next: /pause digest, /budget digest set day $2.00, /spend digest',
      ].join('\n'),
      severity: 'warning',
    });
  });

  it('says by forecast when it is gone, and without what it lasts', () => {
    const top = { kind: 'workflow', name: 'digest', spent: { pico: usd(10), tokens: 0 } } as const;
    const forecast = { exhaustedAt: at('2026-11-26T14:20'), lastsWithout: 'digest' };
    expect(
      sayWarning({ about: 'forecast' }, context({ budget: EVERYTHING, spent: 20, forecast, top })),
    ).toEqual({
      title: 'At this rate the month budget of everything is gone on Thursday at 14:20',
      body: [
        'Everything has used 33 % of its month budget: $20.00 of $60.00.',
        'It began on 1 November.',
        'If digest is paused, it lasts until it starts anew on 1 December.',
        'Most of it: workflow digest, $10.00 (50 %).',
        'Next: /pause digest, /budget overall set month $120.00, /spend digest',
      ].join('\n'),
      severity: 'warning',
    });
  });

  it.each([
    [0.999_999, '99 %', 'warning'],
    [1, '100 %', 'critical'],
    [1.234, '123 %', 'critical'],
  ])('of $%d says %s and is %s', (spent, percent, severity) => {
    const said = sayWarning(
      { about: 0.8 },
      context({ spent, forecast: { exhaustedAt: at('2026-11-24T12:00'), lastsWithout: null } }),
    );
    expect(said.title).toContain(`used ${percent} of`);
    expect(said.severity).toBe(severity);
    expect(said.body.includes('At this rate')).toBe(severity === 'warning');
  });

  it('of a provider in tokens names it as commands take it', () => {
    const budget: Budget = {
      scope: { kind: 'provider', name: 'openai' },
      period: 'day',
      limit: { unit: 'tokens', tokens: 1_000 },
    };
    const { title, body } = sayWarning({ about: 0.8 }, context({ budget }));
    expect(title).toBe('Provider openai has used 85 % of its day budget: 850 tokens of 1000 tokens');
    expect(body).toContain('Next: /budget provider:openai set day 2000 tokens, /spend');
    expect(body).not.toContain('/pause');
  });

  it("keeps a stranger's model name to one short line", () => {
    const name = `gpt\n\u001b[31m${'x'.repeat(500)}\u202e`;
    const { body } = sayWarning(
      { about: 0.8 },
      context({ top: { kind: 'model', name, spent: { pico: usd(0.1), tokens: 0 } } }),
    );
    expect(body.split('\n')).toHaveLength(4);
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(body).not.toMatch(/\u001b|\u202e(?!.*\u202c)/);
    expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThan(120);
  });
});
