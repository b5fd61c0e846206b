import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { CALL, DIGEST_KEY, OTHER_KEY } from './reporting.ts';
import { cancel, DOLLAR_A_DAY, figures, reserve, settle, startReserving, statuses } from './reserving.ts';

const withBudgets = (digest: unknown, overall?: unknown, openai?: unknown) => ({
  ...DOLLAR_A_DAY,
  workflows: { digest: { key: DIGEST_KEY, budget: digest }, other: { key: OTHER_KEY } },
  ledger: { budget: overall, providers: { openai: { budget: openai } } },
});

describe('a refused reservation', () => {
  it('says what is left, of what, and when there is room again', async () => {
    const clock = createFakeClock(Date.UTC(2026, 10, 22, 23, 0, 0, 500));
    const ledger = await startReserving({ clock });
    await ledger.post('/v1/usage', CALL);
    await reserve(ledger, 'r1', '0.90');
    const { status, headers, body } = await reserve(ledger, 'r2', '0.25');
    expect([status, headers.get('retry-after'), body]).toEqual([
      402,
      '3600',
      {
        error:
          "the day's budget of digest has no room for $0.25: $0.904 of $1.00 are used or reserved; it starts anew at 2026-11-23T00:00:00.000Z",
        reason: 'budget-exhausted',
        scope: 'workflow',
        name: 'digest',
        period: 'day',
        limitUsd: '1.00',
        limitTokens: null,
        spentUsd: '0.0035',
        spentTokens: 1_100,
        reservedUsd: '0.90',
        reservedTokens: 0,
        resetsAt: '2026-11-23T00:00:00.000Z',
      },
    ]);
    expect((await reserve(ledger, 'r2', '0.0965')).status).toBe(201);
  });

  it('says so where a call alone is more than the whole budget', async () => {
    const { body } = await reserve(await startReserving(), 'r1', '1.01');
    expect(body['error']).toContain('0.00 of $1.00 are used or reserved; that is more than all of it');
  });

  it.each<[what: string, budgets: ReturnType<typeof withBudgets>, scope: string, retryAfterS: number]>([
    ['the workflow’s', withBudgets({ day: '$0.10' }), 'workflow', 86_400],
    ['the provider’s', withBudgets({ day: '$1' }, { day: '$1' }, { week: '$0.10' }), 'provider', 86_400],
    [
      'that of everything',
      withBudgets({ day: '$1' }, { month: '$0.10' }, { day: '$1' }),
      'overall',
      9 * 86_400,
    ],
    ['the workflow’s in tokens', withBudgets({ day: '100 tokens' }), 'workflow', 86_400],
  ])('is bound by every budget: %s', async (_what, budgets, scope, retryAfterS) => {
    const ledger = await startReserving({ clock: createFakeClock() }, budgets);
    const { status, headers, body } = await reserve(ledger, 'r1', { usd: '0.20', inputTokens: 101 });
    expect([status, body['scope'], headers.get('retry-after')]).toEqual([402, scope, String(retryAfterS)]);
    expect((await reserve(ledger, 'r1', { usd: '0.10', inputTokens: 100 })).status).toBe(201);
  });

  it('waits for the last of the budgets that have no room, and shows the one that has the least', async () => {
    const budgets = withBudgets({ day: '$0.10', week: '$0.20', month: '$0.15' }, { month: '$9' });
    const ledger = await startReserving({ clock: createFakeClock(Date.UTC(2026, 10, 23)) }, budgets);
    await reserve(ledger, 'r1', '0.09');
    const { headers, body } = await reserve(ledger, 'r2', '0.08');
    expect([body['period'], headers.get('retry-after')]).toEqual(['day', String(8 * 86_400)]);
    expect(body['error']).toContain(
      'it starts anew at 2026-11-24T00:00:00.000Z, and another budget without room at 2026-12-01T00:00:00.000Z',
    );
  });

  it.each<[what: string, asked: unknown, limit: string, reason: string, error: RegExp]>([
    [
      'the price, under dollars',
      { model: 'gpt-new' },
      '$1',
      'price-unknown',
      /digest has a budget in dollars: send estimate.usd/,
    ],
    ['the provider, under dollars', { provider: null }, '$1', 'price-unknown', /send estimate.usd/],
    ['the model, under dollars', { model: null }, '$1', 'price-unknown', /send estimate.usd/],
    [
      'the tokens, under tokens',
      { estimate: '0.01' },
      '1k tokens',
      'tokens-unknown',
      /send estimate.inputTokens/,
    ],
  ])('says what it must know: %s', async (_what, asked, limit, reason, error) => {
    const ledger = await startReserving({}, withBudgets({ day: limit }));
    const { status, headers, body } = await ledger.post('/v1/reservations', {
      provider: 'openai',
      model: 'gpt-4o',
      estimate: { inputTokens: 10 },
      ...Object(asked),
    });
    expect([status, body['reason'], body['error']]).toEqual([422, reason, expect.stringMatching(error)]);
    expect(headers.get('retry-after')).toBeNull();
    expect(await figures(ledger)).toMatchObject({ 0: '0.00', 1: '0.00' });
  });

  it('says by whom its workflow was paused, and why, until it is resumed; a free call is refused, too', async () => {
    const clock = createFakeClock();
    const ledger = await startReserving({ clock });
    await reserve(ledger, 'before', '0.10');
    await ledger.post('/v1/workflows/digest/pause', { as: 'ada', reason: 'it loops' }, null);
    for (const more of [{}, { provider: 'ollama' }]) {
      const { status, headers, body } = await reserve(ledger, 'r1', '0.01', more);
      expect([status, headers.get('retry-after'), body]).toEqual([
        403,
        null,
        {
          error: 'digest was paused by ada (it loops): "/resume digest" lets it go on',
          reason: 'paused',
          pausedBy: 'ada',
          pausedAt: '2026-11-22T00:00:00.000Z',
          pauseReason: 'it loops',
        },
      ]);
    }
    expect((await reserve(ledger, 'r1', '0.01', { key: OTHER_KEY })).status).toBe(201);
    expect((await settle(ledger, 'before', { costUsd: '0.05' })).status).toBe(200);
    await ledger.post('/v1/workflows/digest/resume', {}, null);
    expect((await reserve(ledger, 'r1', '0.01')).status).toBe(201);
  });

  const ESTIMATE = 'estimate: must be dollars like "0.05", or like';
  it.each<[what: string, body: unknown, error: string]>([
    ['a list', [], 'must be an object like {"id","provider","model","estimate"}'],
    ['nothing', '', 'the body is no JSON that can be read'],
    ['no JSON', '{', 'the body is no JSON that can be read'],
    ['no estimate', {}, ESTIMATE],
    ['an empty estimate', { estimate: {} }, ESTIMATE],
    ['an estimate of nulls', { estimate: { usd: null, inputTokens: null } }, ESTIMATE],
    ['a negative estimate', { estimate: '-0.05' }, ESTIMATE],
    ['a negative number', { estimate: -0.05 }, ESTIMATE],
    ['an estimate that is none', { estimate: 'a lot' }, ESTIMATE],
    ['finer than a pico', { estimate: '0.0000000000001' }, ESTIMATE],
    ['more than a million dollars', { estimate: '1000001' }, ESTIMATE],
    ['tokens for dollars', { estimate: '200k tokens' }, ESTIMATE],
    ['half a token', { estimate: { inputTokens: 1.5 } }, ESTIMATE],
    ['too many tokens', { estimate: { inputTokens: 1e10 } }, ESTIMATE],
    ['an empty id', { id: '', estimate: 1 }, 'id: must be a text of 1 to 200 characters'],
    ['a long id', { id: 'x'.repeat(201), estimate: 1 }, 'id: must be a text of 1 to 200 characters'],
    ['a number for a model', { model: 4, estimate: 1 }, 'model: must be a text of 1 to 200 characters'],
    [
      'no lease at all',
      { estimate: 1, leaseSeconds: 0 },
      'leaseSeconds: must be seconds, 1 to 86400 (a day)',
    ],
    [
      'a long lease',
      { estimate: 1, leaseSeconds: 86_401 },
      'leaseSeconds: must be seconds, 1 to 86400 (a day)',
    ],
    [
      'a lease in words',
      { estimate: 1, leaseSeconds: '10m' },
      'leaseSeconds: must be seconds, 1 to 86400 (a day)',
    ],
  ])('says what is wrong with %s, and holds nothing', async (_what, body, error) => {
    const ledger = await startReserving();
    const answer = await ledger.post('/v1/reservations', body);
    expect([answer.status, answer.body['error']]).toEqual([400, expect.stringContaining(error)]);
    expect(await figures(ledger)).toEqual(['0.00', '0.00', '1.00']);
  });

  it.each<[what: string, body: unknown, error: string]>([
    ['a list', [], 'provider: must be a text'],
    ['a number', '3', 'must be an object like {"id","provider","model","usage"}'],
    ['a cost that is none', { costUsd: 'little' }, 'costUsd: must be dollars like "0.05" or "$0.05"'],
    ['a cost that is unknown', { costUsd: null }, 'costUsd: must be dollars'],
    ['a negative cost', { costUsd: '-1' }, 'costUsd: must be dollars'],
    ['a record without a model', { provider: 'openai', usage: {} }, 'model: must be a text'],
  ])('stays as it was where it is settled with %s', async (_what, body, error) => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    const answer = await settle(ledger, 'r1', body);
    expect([answer.status, answer.body['error']]).toEqual([400, expect.stringContaining(error)]);
    expect(await figures(ledger)).toEqual(['0.00', '0.25', '0.75']);
  });
});

it('holds nothing for free calls, and refuses none of them', async () => {
  const ledger = await startReserving();
  await reserve(ledger, 'r1', '1.00');
  expect((await reserve(ledger, 'r2', '0.01')).status).toBe(402);
  for (const [i, asked] of [
    { provider: 'ollama', model: 'llama3', estimate: '5' },
    { provider: 'ollama', model: 'llama3', estimate: { inputTokens: 1_000_000 } },
    { provider: 'ollama', estimate: { usd: '5' } },
  ].entries()) {
    const { status, body } = await ledger.post('/v1/reservations', { id: `free-${i}`, ...asked });
    expect([status, body['reservedUsd'], body['reservedTokens']]).toEqual([201, '0.00', 0]);
  }
  await settle(ledger, 'free-0', { ...CALL, provider: 'ollama', model: 'llama3' });
  await settle(ledger, 'free-1');
  expect(await figures(ledger)).toEqual(['0.00', '1.00', '0.00']);
  expect((await ledger.get('/v1/spend')).body).toMatchObject({ calls: 2, costUsd: '0.00', floorUsd: '0.00' });
});

it('keeps tokens held that nobody counted when the call was settled', async () => {
  const ledger = await startReserving({}, withBudgets({ day: '1000 tokens' }));
  await reserve(ledger, 'r1', { inputTokens: 600, outputTokens: 300 });
  await settle(ledger, 'r1', { costUsd: '0.01' });
  expect((await ledger.get('/v1/budgets/digest')).list).toMatchObject([
    { spentTokens: 900, reservedTokens: 0, remainingTokens: 100 },
  ]);
});

it('has room again with the new day, but for what is held still', async () => {
  const clock = createFakeClock(Date.UTC(2026, 10, 22, 23, 55));
  const ledger = await startReserving({ clock });
  for (const id of ['spent', 'held']) await reserve(ledger, id, '0.40');
  await settle(ledger, 'spent', { costUsd: '0.40' });
  expect((await reserve(ledger, 'r3', '0.50')).status).toBe(402);
  clock.advance(5 * MINUTE_MS);
  await ledger.program.app.settled();
  expect(await figures(ledger)).toEqual(['0.00', '0.40', '0.60']);
  expect((await reserve(ledger, 'r3', '0.61')).status).toBe(402);
  expect((await reserve(ledger, 'r4', '0.60')).status).toBe(201);
  // A call counts on the day on which it was announced.
  await settle(ledger, 'held', { costUsd: '0.40' });
  expect(await figures(ledger)).toEqual(['0.00', '0.60', '0.40']);
  expect((await ledger.get('/v1/spend?since=1d')).body).toMatchObject({ calls: 2, costUsd: '0.80' });
  clock.advance(DAY_MS);
  await ledger.program.app.settled();
  expect(await figures(ledger)).toEqual(['0.00', '0.00', '1.00']);
});

it('lets a workflow have a thousand open, free ones too, and another one its own', async () => {
  const ledger = await startReserving();
  const all = await Promise.all(Array.from({ length: 1_001 }, (_, i) => reserve(ledger, `r${i}`, '0.0001')));
  expect(statuses(all)).toEqual({ 201: 1_000, 429: 1 });
  const refused = await reserve(ledger, 'free', '0', { provider: 'ollama' });
  expect([refused.status, refused.headers.get('retry-after'), refused.body['reason']]).toEqual([
    429,
    '10',
    'too-many',
  ]);
  expect((await reserve(ledger, 'r1', '0.0001', { key: OTHER_KEY })).status).toBe(201);
  const [held] = all.filter(({ status }) => status === 201);
  await cancel(ledger, String(held?.body['id']));
  expect((await reserve(ledger, 'next', '0.0001')).status).toBe(201);
});

it('asks whose the call is where a provider has a budget, and shows what binds a workflow’s calls', async () => {
  const clock = createFakeClock();
  const ledger = await startReserving({ clock }, withBudgets({ day: '$5' }, { month: '$60' }, { day: '$1' }));
  const unnamed = await reserve(ledger, 'r1', '3.00', { provider: null, model: null });
  expect([unnamed.status, unnamed.body['reason'], unnamed.body['error']]).toEqual([
    422,
    'provider-unknown',
    'provider openai has a budget, and nobody said whose call this is: send provider and model',
  ]);
  expect((await reserve(ledger, 'r1', '3.00')).status).toBe(402);
  const { list } = await ledger.get('/v1/budgets/digest', DIGEST_KEY);
  expect(list.map(({ workflow, provider, scope, period }) => [workflow, provider, scope, period])).toEqual([
    ['digest', null, 'workflow', 'day'],
    [null, 'openai', 'provider', 'day'],
    [null, null, 'overall', 'month'],
  ]);
});
