import { describe, expect, it } from 'vitest';
import type { BudgetAsked, BudgetSet } from '../../../src/core/ledger-deeds.ts';
import type { BudgetView } from '../../../src/core/ledger-views.ts';
import { asking, asText, before, callOf } from './calls.ts';
import { budgetOf } from './ledger-views.ts';

const ADMIN = 'telegram 1';
const OPERATOR = 'telegram 2';
const VIEWER = 'discord 903';
const EXAMPLE = 'type /budget digest set day $2';
const HOUR = 3_600;
const USD = 1_000_000_000_000n;

const FREE = { limitUsd: null, remainingUsd: null, period: null, resetsAt: null, setBy: null } as const;

function listing(budgets: readonly BudgetView[] | null) {
  const asked: (string | null)[] = [];
  const chat = asking({
    budgets(workflow) {
      asked.push(workflow);
      return Promise.resolve(budgets);
    },
  });
  return { ...chat, asked };
}

function setting(done: BudgetSet) {
  const asked: BudgetAsked[] = [];
  const by: unknown[] = [];
  const chat = asking({
    setBudget(budget, actor) {
      asked.push(budget);
      by.push(actor);
      return Promise.resolve(done);
    },
  });
  return { ...chat, asked, by };
}

describe('/budget', () => {
  it('shows every budget as it stands: what is left, until when, whether it lasts', async () => {
    const { ask, asked } = listing([
      budgetOf({ reservedUsd: '0.10', unpricedCalls: 3, setBy: 'hand' }),
      budgetOf({
        period: 'month',
        limitUsd: '20.00',
        spentUsd: '19.99',
        forecastExhaustedAt: before(-190 * 60),
        lastsWithout: 'bulk',
      }),
      budgetOf({
        workflow: 'bulk',
        spentUsd: '2.50',
        forecastExhaustedAt: before(60),
        paused: true,
        pausedBy: 'ada',
      }),
      budgetOf({
        scope: 'provider',
        workflow: null,
        provider: 'openai',
        period: 'week',
        unit: 'tokens',
        limitUsd: null,
        limitTokens: 2_000_000,
        unpricedCalls: 3,
      }),
      budgetOf({ scope: 'overall', workflow: null, spentUsd: '0.00' }),
    ]);
    expect(await asText(ask(VIEWER, '/budget'))).toBe(`\
5 budgets, 1 used up, 1 paused
░░░░░ overall, day: $0.00 of $2.00
↳ 0 %, anew in 5 h
▓▓▓▓▓ bulk, day: $2.50 of $2.00
↳ 125 %, anew in 5 h
↳ used up
↳ paused by ada: /resume bulk
▓▓▓░░ digest, day: $1.24 of $2.00
↳ 62 %, $0.10 reserved, anew in 5 h, set by hand
↳ 3 calls of unknown cost not in it
▓▓▓▓░ digest, month: $19.99 of $20.00
↳ 99 %, anew in 5 h
↳ at this rate gone in 3 h 10 min; it lasts if you /pause bulk
▓░░░░ provider:openai, week: 120k tokens of 2M tokens
↳ 6 %, anew in 5 h`);
    expect(asked).toEqual([null]);
  });

  it('of one workflow shows its own, also where it has none', async () => {
    const { ask, asked } = listing([budgetOf({ ...FREE, spentUsd: '3.20' })]);
    expect(await asText(ask(VIEWER, '/budget Digest'))).toBe(`\
Budget of digest
digest: no limit, $3.20 spent this month`);
    expect(asked).toEqual(['digest']);
  });

  it('says how to set one where there is none', async () => {
    expect(await asText(listing([]).ask(VIEWER, '/budget'))).toBe(`\
No budget is configured
An admin sets one here: /budget WORKFLOW set day $2
Or it stands in pithead.yaml: workflows: { digest: { budget: { day: $1.00 } } }`);
  });

  it('names the nearest workflow where there is none of the name', async () => {
    const { ask, uses } = listing(null);
    expect((await ask(VIEWER, '/budget dijest'))?.title).toBe(
      'There is no workflow dijest: did you mean /budget digest?',
    );
    expect(uses).toMatchObject([{ outcome: 'nothing' }]);
    expect((await ask(VIEWER, '/budget provider:nope'))?.title).toBe(
      'There is no provider:nope: it is one of bulk, digest, overall',
    );
  });

  it.each<[string, Partial<BudgetView>]>([
    ['is used up most', { spentUsd: '1.90' }],
    ['will be used up before its time', { forecastExhaustedAt: before(-60) }],
    ['is paused', { ...FREE, spentUsd: '0.00', paused: true }],
  ])('has first, after everything, what %s, however many there are', async (_what, changes) => {
    const many = Array.from({ length: 200 }, (_, i) => budgetOf({ workflow: `w${i}` }));
    const last = [
      budgetOf({ workflow: 'urgent', ...changes }),
      budgetOf({ scope: 'overall', workflow: null }),
    ];
    const message = await listing([...many, ...last]).ask(VIEWER, '/budget');
    const heads = message?.body.split('\n').filter((line) => !line.startsWith('↳'));
    expect(heads?.slice(0, 3)).toEqual([
      expect.stringContaining('overall, day'),
      expect.stringContaining('urgent'),
      expect.stringContaining('w0, day'),
    ]);
  });

  it('of very many counts what is left out', async () => {
    const all = Array.from({ length: 200 }, () => budgetOf());
    const message = await listing(all).ask(VIEWER, '/budget');
    const shown = message?.body.match(/of \$2\.00/g)?.length ?? 0;
    expect(message?.body).toContain(`… ${200 - shown} more`);
    expect(message?.body).toMatch(/\n… \d+ more on the command line: npx pithead budget$/);
    expect(message?.body.length).toBeLessThan(3_500);
  });
});

const DONE = {
  outcome: 'budget-set',
  scope: { kind: 'workflow', name: 'digest' },
  was: { unit: 'usd', pico: USD },
  limit: { unit: 'usd', pico: 2n * USD },
  now: [budgetOf({ setBy: 'hand' })],
} as const;

describe('/budget WORKFLOW set', () => {
  it('says what it was and is, and how it stands now', async () => {
    const { ask, by, uses } = setting(DONE);
    expect(await asText(ask(ADMIN, '/budget digest set day $2'))).toBe(`\
digest a day: $2.00, was $1.00
▓▓▓░░ digest, day: $1.24 of $2.00
↳ 62 %, anew in 5 h, set by hand`);
    expect(by).toEqual([{ name: 'ada', via: 'telegram' }]);
    expect(uses).toMatchObject([
      { operator: 'ada', command: 'budget', args: 'digest set day $2', outcome: 'allowed' },
    ]);
  });

  it.each([
    ['digest set day $2', { target: 'digest', period: 'day', limit: { unit: 'usd', pico: 2n * USD } }],
    ['digest day 0.5', { target: 'digest', period: 'day', limit: { unit: 'usd', pico: USD / 2n } }],
    [
      'Digest Set Week 200k tokens',
      { target: 'digest', period: 'week', limit: { unit: 'tokens', tokens: 200_000 } },
    ],
    ['overall set month off', { target: 'overall', period: 'month', limit: null }],
    ['provider:openai set day default', { target: 'provider:openai', period: 'day', limit: 'configured' }],
  ] as const)('%s is understood', async (line, budget) => {
    const { ask, asked } = setting(DONE);
    await ask(ADMIN, `/budget ${line}`);
    expect(asked).toEqual([budget]);
  });

  it('takes the options of Discord', async () => {
    const { commands, asked } = setting(DONE);
    const args = new Map([
      ['workflow', 'digest'],
      ['set', 'day $2'],
    ]);
    const call = { ...callOf(ADMIN, '/budget'), args };
    await commands.admit(call)?.run();
    expect(asked).toEqual([{ target: 'digest', period: 'day', limit: { unit: 'usd', pico: 2n * USD } }]);
  });

  it.each([
    ['digest set', 'That is none of day, week, month'],
    ['digest set $2', '$2 is none of day, week, month'],
    ['digest set year $2', 'year is none of day, week, month'],
    ['digest set day', 'A limit a day is missing: $2, 200k tokens, off or default'],
    [
      'digest set day two',
      'two must be dollars like $2 or $0.50, or tokens like 200k tokens, or off, or default',
    ],
    [
      'digest set day $0',
      '$0 must be dollars like $2 or $0.50, or tokens like 200k tokens, or off, or default',
    ],
  ])('%s is wrong use, told with an example', async (line, problem) => {
    const { ask, asked, uses } = setting(DONE);
    expect((await ask(ADMIN, `/budget ${line}`))?.title).toBe(`${problem}: ${EXAMPLE}`);
    expect(uses).toMatchObject([{ outcome: 'usage' }]);
    expect(asked).toEqual([]);
  });

  it('needs to know whose', async () => {
    const { commands, asked } = setting(DONE);
    const call = { ...callOf(ADMIN, '/budget'), args: new Map([['set', 'day $2']]) };
    expect((await commands.admit(call)?.run())?.title).toBe(`WORKFLOW is missing: ${EXAMPLE}`);
    expect((await setting(DONE).ask(ADMIN, '/budget set day $2'))?.title).toBe(
      `WORKFLOW is missing: ${EXAMPLE}`,
    );
    expect(asked).toEqual([]);
  });

  it('has an example that changes nobody else’s budget', async () => {
    expect((await setting(DONE).ask(ADMIN, '/budget overall set year $2'))?.title).toBe(
      'year is none of day, week, month: type /budget overall set day $2',
    );
  });

  it.each([
    [OPERATOR, 'Setting a budget takes the role admin; bob has operator'],
    [VIEWER, 'Setting a budget takes the role admin; eve has viewer'],
  ])('is not for %s, who need not learn how', async (who, title) => {
    const { ask, asked, uses } = setting(DONE);
    expect((await ask(who, '/budget digest set day $2'))?.title).toBe(title);
    expect((await ask(who, '/budget digest set nonsense'))?.title).toBe(title);
    expect(uses.map(({ outcome }) => outcome)).toEqual(['role', 'role']);
    expect(asked).toEqual([]);
  });

  it.each([
    [{ ...DONE, limit: null }, 'digest a day: no limit, was $1.00'],
    [{ ...DONE, was: null }, 'digest a day: $2.00, was no limit'],
    [{ ...DONE, scope: { kind: 'overall' } } as const, 'everything a day: $2.00, was $1.00'],
    [
      { outcome: 'unknown', names: ['digest'] } as const,
      'There is no workflow digest2: did you mean /budget digest?',
    ],
    [
      { outcome: 'unavailable' } as const,
      'The budget of digest2 was not set: the database takes nothing now; try in a minute',
    ],
  ])('answers what became of it: %#', async (done, title) => {
    expect((await setting(done).ask(ADMIN, '/budget digest2 set day $2'))?.title).toBe(title);
  });

  it('says that a limit is as configured', async () => {
    expect((await setting(DONE).ask(ADMIN, '/budget digest set day default'))?.title).toBe(
      'digest a day: $2.00 as configured, was $1.00',
    );
  });

  it('shows a bar as empty only where nothing is spent', async () => {
    const stands = [
      budgetOf({ spentUsd: '0.000001' }),
      budgetOf({ resetsAt: before(-30 * HOUR), spentUsd: '1.999999' }),
    ];
    expect((await listing(stands).ask(VIEWER, '/budget'))?.body).toBe(`\
▓░░░░ digest, day: $0.000001 of $2.00
↳ 0 %, anew in 5 h
▓▓▓▓░ digest, day: $2.00 of $2.00
↳ 99 %, anew in 1 d 6 h`);
  });
});
