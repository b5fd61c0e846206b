import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { answers } from '../../support/models/replies.ts';
import { startModelServer } from '../../support/models/server.ts';
import { promptFile, startScene } from '../canary-scene.ts';
import { startBooks, withBudget, type Books } from './books.ts';
import { CALL, DIGEST_KEY } from './reporting.ts';

const DAY_OF_1 = withBudget({ day: '$1.00' });

/** How many were told that have this in their title. */
async function countOf(books: Books, words: string): Promise<number> {
  return (await books.told()).filter((title) => title.includes(words)).length;
}

describe('complaints about the peers', () => {
  it('cached tokens counted twice', async () => {
    const books = await startBooks();
    const { ledger } = books;
    // OpenAI's input includes what a cache gave, Anthropic's does not: 10,000 in, of them 8,000 cached, both times.
    await ledger.post('/v1/usage', {
      ...CALL,
      id: 'openai',
      usage: {
        prompt_tokens: 10_000,
        completion_tokens: 0,
        total_tokens: 10_000,
        prompt_tokens_details: { cached_tokens: 8_000 },
      },
    });
    await ledger.post('/v1/usage', {
      id: 'anthropic',
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      usage: {
        input_tokens: 2_000,
        cache_read_input_tokens: 8_000,
        cache_creation_input_tokens: 0,
        output_tokens: 0,
      },
    });
    const input = { fresh: 2_000, cacheRead: 8_000 };
    // 2,000 at $2.50 and 8,000 at $1.25 a million; 2,000 at $3.00 and 8,000 at $0.30.
    expect((await ledger.get('/v1/usage/openai')).body).toMatchObject({ input, costUsd: '0.015' });
    expect((await ledger.get('/v1/usage/anthropic')).body).toMatchObject({ input, costUsd: '0.0084' });
    expect((await ledger.get('/v1/spend')).body).toMatchObject({
      inputTokens: 20_000,
      cachedTokens: 16_000,
      costUsd: '0.0234',
    });
  });

  it('an unknown model costs $0 and voids the budget', async () => {
    const books = await startBooks(DAY_OF_1);
    const { ledger } = books;
    await books.spend(95, { id: 'odd', model: 'gpt-4o-new' });
    expect((await ledger.get('/v1/usage/odd')).body).toMatchObject({
      costUsd: null,
      priceStatus: 'unknown-model',
    });
    expect((await ledger.get('/v1/spend?by=model')).body).toMatchObject({
      costUsd: null,
      unpricedCalls: 1,
      rows: [{ costUsd: null }],
    });
    expect(await books.told()).toEqual(['Cost unknown: gpt-4o-new at openai']);
    const reserve = {
      provider: 'openai',
      model: 'gpt-4o-new',
      estimate: { inputTokens: 1_000, outputTokens: 0 },
    };
    expect(await ledger.post('/v1/reservations', reserve)).toMatchObject({
      status: 422,
      body: { reason: 'price-unknown' },
    });
    // The budget holds for what is known, and says what is not in it.
    await books.spend(100);
    expect((await books.budgets('digest'))[0]).toMatchObject({
      spentUsd: '1.00',
      remainingUsd: '0.00',
      unpricedCalls: 1,
    });
    expect((await books.told()).slice(1)).toEqual([
      'digest has used 100 % of its day budget: $1.00 of $1.00',
    ]);
    expect(books.chat.got.at(-1)?.body).toContain('Not in it: 1 call of unknown cost.');
    expect((await ledger.post('/v1/reservations', { estimate: '0.01' })).status).toBe(402);
  });

  it('usage of streams lost', async () => {
    const models = await startModelServer();
    onTestFinished(() => models.close());
    const books = await startBooks();
    const client = new OpenAI({ apiKey: 'of-the-tests', baseURL: models.openai, maxRetries: 0 });

    /** As a caller does it who takes the usage from the last chunk. */
    async function stream(id: string, asksForUsage: boolean): Promise<void> {
      const chunks = await client.chat.completions.create({
        model: CALL.model,
        messages: [{ role: 'user', content: 'ping' }],
        stream: true,
        ...(asksForUsage ? { stream_options: { include_usage: true } } : {}),
      });
      let usage: unknown = null;
      for await (const chunk of chunks) usage = chunk.usage ?? usage;
      await books.ledger.post('/v1/usage', { id, provider: 'openai', model: CALL.model, usage });
    }

    await stream('asked', true);
    await stream('lost-1', false);
    await stream('lost-2', false);
    const of = async (id: string) => (await books.ledger.get(`/v1/usage/${id}`)).body;
    expect(await of('asked')).toMatchObject({
      usageSource: 'provider',
      input: { fresh: 25 },
      output: { visible: 12 },
    });
    expect(await of('lost-1')).toMatchObject({
      usageSource: 'missing',
      costUsd: null,
      input: { fresh: null },
    });
    expect((await books.ledger.get('/v1/spend')).body).toMatchObject({
      calls: 3,
      missingCalls: 2,
      unpricedCalls: 2,
    });
    expect(await books.told()).toEqual([`Cost unknown: ${CALL.model} at openai`]);
    expect(books.chat.got[0]?.body).toContain('stream_options: { include_usage: true }');

    // A canary knows what it said and heard, so that it is estimated.
    const scene = await startScene({ pong: promptFile('pong') }, (models) => ({
      providers: { pong: { api: 'openai', baseUrl: models.openai } },
      ledger: { providers: { pong: { prices: { pong: { input: '$1', output: '$2' } } } } },
    }));
    onTestFinished(() => scene.close());
    scene.reply('pong', answers('pong', { tokens: null }));
    await scene.pass(5 * MINUTE_MS);
    const spend = await scene.program.get('/v1/spend?by=workflow');
    expect(spend).toMatchObject({
      calls: 1,
      estimatedCalls: 1,
      missingCalls: 0,
      unpricedCalls: 0,
      rows: [{ key: 'canary:pong', costUsd: expect.stringMatching(/^0\.0000/) }],
    });
  });

  it('budget overspent by a race', async () => {
    const books = await startBooks(DAY_OF_1);
    const asked = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        books.ledger.post('/v1/reservations', { id: `r${i}`, estimate: '0.10' }),
      ),
    );
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(asked.filter(({ status }) => status === 402)).toHaveLength(40);
    expect((await books.budgets('digest'))[0]).toMatchObject({ reservedUsd: '1.00', remainingUsd: '0.00' });
  });

  it('the budget blocks the free local model', async () => {
    const books = await startBooks(
      withBudget(
        { day: '$1.00', month: '500k tokens' },
        { ledger: { budget: { day: '$1.00' }, providers: { ollama: { free: true } } } },
      ),
    );
    await books.spend(150);
    const estimate = { inputTokens: 5_000, outputTokens: 500 };
    const paid = { provider: 'openai', model: CALL.model, estimate };
    const free = { id: 'free', provider: 'ollama', model: 'llama3.2:3b', estimate };
    expect((await books.ledger.post('/v1/reservations', paid)).status).toBe(402);
    expect((await books.ledger.post('/v1/reservations', free)).status).toBe(201);
    const usage = { prompt_tokens: 5_000, completion_tokens: 500, total_tokens: 5_500 };
    expect((await books.ledger.post('/v1/reservations/free/settle', { ...free, usage })).status).toBe(200);
    await books.ledger.post('/v1/usage', { ...CALL, ...free, id: 'free-2', usage });
    expect((await books.ledger.get('/v1/usage/free-2')).body).toMatchObject({
      costUsd: '0.00',
      priceStatus: 'free',
    });
    expect((await books.budgets('digest'))[1]).toMatchObject({ spentTokens: 600_000 });
  });

  it('reset at the wrong hour or day', async () => {
    // Another day than UTC's; the hour that was said; a Sunday that is no Monday; a day of 23 hours.
    const cases = [
      [
        'America/Los_Angeles',
        {},
        '2026-11-26T07:59:00Z',
        'day',
        '2026-11-25T08:00:00.000Z',
        '2026-11-26T08:00:00.000Z',
      ],
      [
        'Asia/Kolkata',
        { startHour: 6 },
        '2026-11-25T00:29:00Z',
        'day',
        '2026-11-24T00:30:00.000Z',
        '2026-11-25T00:30:00.000Z',
      ],
      [
        'Europe/Berlin',
        { weekStart: 'sunday' },
        '2026-11-28T22:59:00Z',
        'week',
        '2026-11-21T23:00:00.000Z',
        '2026-11-28T23:00:00.000Z',
      ],
      [
        'Europe/Berlin',
        {},
        '2027-03-28T21:59:00Z',
        'day',
        '2027-03-27T23:00:00.000Z',
        '2027-03-28T22:00:00.000Z',
      ],
    ] as const;
    for (const [timezone, ledger, now, period, startedAt, resetsAt] of cases) {
      const books = await startBooks(withBudget({ [period]: '$1.00' }, { timezone, ledger }), {
        start: Date.parse(now),
      });
      await books.spend(100);
      const reserve = () => books.ledger.post('/v1/reservations', { estimate: '0.50' });
      expect(await books.budgets('digest')).toMatchObject([{ startedAt, resetsAt, spentUsd: '1.00' }]);
      expect(await reserve()).toMatchObject({ status: 402, body: { resetsAt } });
      await books.pass(MINUTE_MS - 1, MINUTE_MS);
      expect((await reserve()).status).toBe(402);
      await books.pass(1);
      expect(await books.budgets('digest')).toMatchObject([{ startedAt: resetsAt, spentUsd: '0.00' }]);
      expect((await reserve()).status).toBe(201);
    }
  });

  it('the same budget alert again and again, or twice at once', async () => {
    const books = await startBooks(DAY_OF_1);
    await Promise.all(Array.from({ length: 60 }, () => books.spend(2)));
    for (let i = 0; i < 3; i++) {
      await books.restart();
      for (let k = 0; k < 5; k++) await books.spend(20);
      await books.pass(HOUR_MS, 10 * MINUTE_MS);
    }
    expect(await countOf(books, '80 % of its day budget')).toBe(1);
    expect(await books.told()).toHaveLength(2);
  });

  it('the first row kept, the final one lost', async () => {
    const books = await startBooks(DAY_OF_1);
    // As a stream of Anthropic begins, goes on, and ends; and the beginning once more.
    const row = (output: number, more: object = {}) =>
      books.ledger.post('/v1/usage', {
        id: 'msg_1',
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        usage: { input_tokens: 1_000, output_tokens: output },
        ...more,
      });
    await row(1, { partial: true });
    expect((await books.ledger.get('/v1/usage/msg_1')).body).toMatchObject({ costUsd: null });
    await row(400, { partial: true });
    await row(900);
    await row(1, { partial: true });
    // 1,000 in at $3.00 and 900 out at $15.00 a million.
    expect((await books.ledger.get('/v1/usage/msg_1')).body).toMatchObject({
      output: { visible: 900 },
      costUsd: '0.0165',
    });
    expect((await books.ledger.get('/v1/spend', undefined)).body).toMatchObject({
      calls: 1,
      outputTokens: 900,
      costUsd: '0.0165',
      unpricedCalls: 0,
    });
    expect((await books.budgets('digest'))[0]).toMatchObject({ spentUsd: '0.0165', unpricedCalls: 0 });
    expect((await books.ledger.get('/v1/usage/msg_1', DIGEST_KEY)).status).toBe(200);
  });
});
