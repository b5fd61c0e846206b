import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { startBooks, withBudget } from './books.ts';
import { figures } from './reserving.ts';
import { OTHER_KEY } from './reporting.ts';

const budget = { day: '$1.00' };
const USAGE = { prompt_tokens: 400_000, completion_tokens: 10_000, total_tokens: 410_000 };
const NEW = { id: 'new', model: 'gpt-9', usage: USAGE };

function priced(input: string): Readonly<Record<string, unknown>> {
  const prices = { 'gpt-9': { input, output: '$2.00' } };
  return withBudget(budget, { ledger: { providers: { openai: { prices } } } });
}

function ofLamp(lamp: object): Readonly<Record<string, unknown>> {
  return withBudget({ day: '500k tokens' }, { ledger: { providers: { lamp } } });
}

it('leaves a call as it was booked where it comes again after a change of prices', async () => {
  const books = await startBooks(priced('$1.00'));
  await books.spend(0, NEW);
  await books.restart(priced('$0.50'));
  expect((await books.spend(0, NEW)).body).toEqual({ accepted: 0, duplicates: 1 });
  expect(await figures(books.ledger)).toEqual(['0.42', '0.00', '0.58']);
  // The way to the new price leaves a trace.
  await books.ledger.post('/v1/spend/reprice', { since: '1d' }, null);
  expect((await books.ledger.get('/v1/usage/new')).body).toMatchObject({
    costUsd: '0.22',
    adjustments: [{ deltaUsd: '-0.20' }],
  });
});

it('goes by the configured price however a caller writes the name of the model', async () => {
  const books = await startBooks(priced('$1.00'));
  await books.spend(0, { ...NEW, model: 'GPT-9' });
  expect(await figures(books.ledger)).toEqual(['0.42', '0.00', '0.58']);
});

it('books another estimate of the same call where its cost says nothing of it', async () => {
  const books = await startBooks(
    withBudget(budget, {
      providers: { ollama: { api: 'openai', baseUrl: 'http://127.0.0.1:11434/v1', free: true } },
    }),
  );
  const report = async (outputText: string): Promise<unknown> =>
    (await books.spend(0, { id: 'e', provider: 'ollama', usage: null, inputText: 'hello', outputText })).body;
  await report('one');
  expect(await report('one two three four five six seven')).toEqual({ accepted: 1, duplicates: 0 });
  expect(await report('one two three four five six seven')).toEqual({ accepted: 0, duplicates: 1 });
  expect((await books.ledger.get('/v1/usage/e')).body).toMatchObject({ output: { visible: 7 } });
});

it('lets tokens that turn out to be free count for no budget any more, and back', async () => {
  const books = await startBooks(ofLamp({ pricedAs: 'openai' }));
  const spent = async (): Promise<unknown> => (await books.budgets('digest'))[0]?.['spentTokens'];
  await books.spend(0, { ...NEW, provider: 'lamp' });
  expect(await spent()).toBe(410_000);
  await books.restart(ofLamp({ free: true }));
  await books.ledger.post('/v1/spend/reprice', {}, null);
  expect(await spent()).toBe(0);
  await books.restart(ofLamp({ prices: { 'gpt-9': { input: '$1.00', output: '$2.00' } } }));
  await books.ledger.post('/v1/spend/reprice', {}, null);
  expect(await spent()).toBe(410_000);
  // What takes its place takes back just that.
  await books.spend(0, { ...NEW, provider: 'lamp', usage: { prompt_tokens: 1, completion_tokens: 1 } });
  expect(await spent()).toBe(2);
  await books.restart();
  expect(await spent()).toBe(2);
});

it('counts a provider for its budget however a caller writes its name', async () => {
  const books = await startBooks({
    ...withBudget({ day: '$5.00' }),
    ledger: { providers: { openai: { budget } } },
  });
  await books.spend(30, { provider: 'OpenAI' });
  await books.ledger.post('/v1/reservations', { id: 'r', provider: 'OPENAI', estimate: '0.50' });
  expect(await figures(books.ledger, 'provider:openai')).toEqual(['0.30', '0.50', '0.20']);
});

it('expects nothing more of who was paused, and what comes all the same', async () => {
  const books = await startBooks({
    ...withBudget({ month: '$9.00' }),
    ledger: { budget: { month: '$3.00' } },
  });
  const spend = async (hours: number): Promise<void> => {
    for (let i = 0; i < 2 * hours; i++) {
      await books.spend(3);
      await books.spend(0.1, {}, OTHER_KEY);
      await books.pass(HOUR_MS / 2, HOUR_MS / 2);
    }
  };
  const forecast = async (): Promise<unknown> => {
    const [overall] = await books.budgets('overall');
    return [overall?.['forecastExhaustedAt'] !== null, overall?.['lastsWithout']];
  };
  await spend(10);
  expect(await forecast()).toEqual([true, 'digest']);
  await books.ledger.post('/v1/workflows/digest/pause', {}, null);
  await books.pass(2 * MINUTE_MS);
  expect(await forecast()).toEqual([false, null]);
  await spend(6);
  expect(await forecast()).toEqual([true, 'digest']);
});
