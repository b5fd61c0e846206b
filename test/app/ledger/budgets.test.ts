import { describe, expect, it } from 'vitest';
import { readBudgets } from '../../../src/app/read-budgets.ts';
import { parseConfig } from '../../../src/config.ts';
import { CHANNELS } from '../../../src/bots/index.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { openSqliteTrail } from '../../../src/storage/open.ts';
import { moodySqlite, startBooks, withBudget } from './books.ts';
import { DIGEST_KEY, OTHER_KEY } from './reporting.ts';

const DAY_OF_1 = withBudget({ day: '$1.00' });

describe('shares of a budget', () => {
  it('are told once a window each, and again in the next', async () => {
    const books = await startBooks(DAY_OF_1);
    for (let i = 0; i < 13; i++) await books.spend(10);
    const day = [
      'digest has used 80 % of its day budget: $0.80 of $1.00',
      'digest has used 100 % of its day budget: $1.00 of $1.00',
    ];
    expect(await books.told()).toEqual(day);
    await books.pass(16 * HOUR_MS, HOUR_MS);
    for (let i = 0; i < 13; i++) await books.spend(10);
    expect(await books.told()).toEqual([...day, ...day]);
    const [gone] = books.chat.got.slice(1);
    expect(gone).toMatchObject({ severity: 'critical' });
    expect(gone?.body).toContain('/budget digest set day $2.00');
  });

  it('are told by the highest alone where a call jumps over several', async () => {
    const books = await startBooks(DAY_OF_1);
    await books.spend(130);
    expect(await books.told()).toEqual(['digest has used 130 % of its day budget: $1.30 of $1.00']);
    await books.spend(10);
    expect(await books.told()).toHaveLength(1);
  });

  it('are told once where 50 reports come at the same time', async () => {
    const books = await startBooks(DAY_OF_1);
    await Promise.all(Array.from({ length: 50 }, () => books.spend(2)));
    expect(await books.told()).toEqual([
      'digest has used 80 % of its day budget: $0.80 of $1.00',
      'digest has used 100 % of its day budget: $1.00 of $1.00',
    ]);
  });

  it('are not told again after a restart, nor what a higher one covered', async () => {
    const books = await startBooks(DAY_OF_1);
    await books.spend(110, { id: 'large' });
    expect(await books.told()).toHaveLength(1);
    await books.restart();
    expect(await books.told()).toHaveLength(1);
    books.clock.advance(MINUTE_MS);
    // Said anew, the call cost less: 80 % would be the highest now.
    await books.spend(85, { id: 'large' });
    expect((await books.budgets('digest'))[0]).toMatchObject({ spentUsd: '0.85' });
    await books.restart();
    await books.spend(1);
    expect(await books.told()).toHaveLength(1);
  });

  it('are told by the next start where the program died between booking and telling', async () => {
    const engine = moodySqlite();
    const books = await startBooks(DAY_OF_1, { engine });
    engine.events = 'rejects';
    expect((await books.spend(90)).status).toBe(202);
    expect(await books.told()).toEqual([]);
    engine.events = 'fine';
    await books.restart();
    expect(await books.told()).toEqual(['digest has used 90 % of its day budget: $0.90 of $1.00']);
  });

  it('are told within ten minutes after the database takes events again', async () => {
    const engine = moodySqlite();
    const books = await startBooks(DAY_OF_1, { engine });
    engine.events = 'rejects';
    await books.spend(90);
    await books.pass(HOUR_MS);
    expect(await books.told()).toEqual([]);
    engine.events = 'fine';
    await books.pass(10 * MINUTE_MS);
    expect(await books.told()).toEqual(['digest has used 90 % of its day budget: $0.90 of $1.00']);
  });
});

/** 50 cents an hour, day and night, so that $20 a month are gone in two days. */
async function burn(hours: number): Promise<Awaited<ReturnType<typeof startBooks>>> {
  const books = await startBooks(withBudget({ month: '$20.00' }), { start: Date.UTC(2026, 10, 2) });
  for (let i = 0; i < hours; i++) {
    await books.spend(50);
    await books.pass(HOUR_MS, 30 * MINUTE_MS);
  }
  return books;
}

describe('a forecast', () => {
  it('tells once when the budget is gone at this rate, and not again after a restart', async () => {
    const books = await burn(12);
    const told = await books.told();
    expect(told).toEqual([expect.stringMatching(/^At this rate the month budget of digest is gone on /)]);
    expect((await books.budgets('digest'))[0]?.['forecastExhaustedAt']).toMatch(/^2026-11-0[34]T/);
    await books.restart();
    for (let i = 0; i < 4; i++) {
      await books.spend(50);
      await books.pass(HOUR_MS, 30 * MINUTE_MS);
    }
    expect(await books.told()).toEqual(told);
  });
});

describe('GET /v1/budgets', () => {
  it('shows each budget as it stands, of workflows, providers and everything', async () => {
    const books = await startBooks(
      withBudget(
        { day: '$1.00', month: '200k tokens' },
        { ledger: { budget: { week: '$10.00' }, providers: { openai: { budget: { day: '$5.00' } } } } },
      ),
    );
    await books.spend(25);
    await books.spend(50, {}, OTHER_KEY);
    await books.ledger.post('/v1/reservations', {
      id: 'r',
      provider: 'openai',
      estimate: { usd: '0.10', inputTokens: 1_000, outputTokens: 0 },
    });
    const common = {
      unpricedCalls: 0,
      paused: false,
      pausedBy: null,
      forecastExhaustedAt: null,
      lastsWithout: null,
      setBy: 'configuration',
    };
    expect((await books.budgets('digest'))[0]).toEqual({
      ...common,
      scope: 'workflow',
      workflow: 'digest',
      provider: null,
      period: 'day',
      unit: 'usd',
      limitUsd: '1.00',
      limitTokens: null,
      spentUsd: '0.25',
      spentTokens: 100_000,
      reservedUsd: '0.10',
      reservedTokens: 1_000,
      remainingUsd: '0.65',
      remainingTokens: null,
      startedAt: '2026-11-25T00:00:00.000Z',
      resetsAt: '2026-11-26T00:00:00.000Z',
    });
    expect(await books.budgets()).toMatchObject([
      { workflow: 'digest', period: 'day' },
      {
        workflow: 'digest',
        period: 'month',
        unit: 'tokens',
        limitUsd: null,
        limitTokens: 200_000,
        remainingTokens: 99_000,
        resetsAt: '2026-12-01T00:00:00.000Z',
      },
      { workflow: 'other', period: null, spentUsd: '0.50', setBy: null },
      {
        scope: 'provider',
        workflow: null,
        provider: 'openai',
        period: 'day',
        limitUsd: '5.00',
        spentUsd: '0.75',
      },
      {
        scope: 'overall',
        workflow: null,
        provider: null,
        period: 'week',
        spentUsd: '0.75',
        resetsAt: '2026-11-30T00:00:00.000Z',
      },
    ]);
    expect(await books.budgets('provider:openai')).toHaveLength(1);
    expect(await books.budgets('overall')).toHaveLength(1);
    expect((await books.ledger.get('/v1/budgets/nobody')).status).toBe(404);
    expect((await books.ledger.get('/v1/budgets/digest', DIGEST_KEY)).list).toEqual(
      await books.budgets('digest'),
    );
  });

  it('is what the command line reads from the database without the running program', async () => {
    const config = withBudget({ day: '$1.00' }, { ledger: { budget: { week: '400k tokens' } } });
    const books = await startBooks(config);
    await books.spend(25);
    await books.ledger.post('/v1/reservations', {
      id: 'r',
      estimate: { usd: '0.10', inputTokens: 1_000, outputTokens: 0 },
    });
    await books.ledger.post('/v1/budgets/other', { period: 'month', limit: '$7' }, null);
    const running = await books.budgets();
    await books.ledger.stop();
    const parsed = parseConfig(config, {
      env: {},
      dir: books.dir,
      adapters: { channels: CHANNELS, storage: ['sqlite'] },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const trail = openSqliteTrail(`${books.dir}/pithead.db`);
    if (trail === null) throw new Error('no database');
    expect(await readBudgets(parsed.config, trail, books.clock.now(), null)).toEqual(running);
    await trail.close();
  });

  it('counts tokens, also of calls whose cost is not known, where a budget is in tokens', async () => {
    const books = await startBooks(withBudget({ day: '100k tokens' }));
    await books.spend(20, { model: 'gpt-4o-new' });
    expect((await books.budgets('digest'))[0]).toMatchObject({
      spentTokens: 80_000,
      spentUsd: '0.00',
      unpricedCalls: 1,
    });
    expect(await books.told()).toContain('digest has used 80 % of its day budget: 80k tokens of 100k tokens');
  });

  it('tells of a budget of a provider and of everything, with what spends most', async () => {
    const books = await startBooks({
      ledger: { budget: { day: '$1.60' }, providers: { openai: { budget: { day: '$1.00' } } } },
    });
    await books.spend(70);
    await books.spend(30, {}, OTHER_KEY);
    expect(await books.told()).toEqual(['Provider openai has used 100 % of its day budget: $1.00 of $1.00']);
    await books.spend(0, {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      usage: { input_tokens: 100_000, output_tokens: 0 },
    });
    expect((await books.told()).slice(1)).toEqual([
      'Everything has used 81 % of its day budget: $1.30 of $1.60',
    ]);
    expect(books.chat.got[0]?.body).toContain('Most of it: workflow digest, $0.70 (70 %).');
  });
});
