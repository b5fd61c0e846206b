import { expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/core/duration.ts';
import { startBooks, withBudget, type Books } from './books.ts';

const USAGE = { prompt_tokens: 400_000, completion_tokens: 10_000, total_tokens: 410_000 };
const NEW = { id: 'new', model: 'gpt-9', usage: USAGE };

const budget = { day: '$1.00' };
/** A configuration that knows what `gpt-9` costs. */
function priced(input: string, output: string): Readonly<Record<string, unknown>> {
  return withBudget(budget, {
    ledger: { providers: { openai: { prices: { 'gpt-9': { input, output } } } } },
  });
}

async function reprice(books: Books, since = '100d'): Promise<unknown> {
  return (await books.ledger.post('/v1/spend/reprice', { since }, null)).body;
}

it('books what is known by then beside the call, once, and leaves the call as it was', async () => {
  const books = await startBooks(withBudget(budget));
  await books.spend(0, NEW);
  await books.spend(30);
  expect((await books.ledger.get('/v1/usage/new')).body).toMatchObject({ costUsd: null, adjustments: [] });
  expect(await reprice(books)).toEqual({ looked: 2, adjusted: 0, deltaUsd: '0.00', stillUnknown: 1 });

  books.clock.advance(MINUTE_MS);
  await books.restart(priced('$1.00', '$2.00'));
  // 400,000 in at $1.00 and 10,000 out at $2.00 a million.
  expect(await reprice(books)).toEqual({ looked: 2, adjusted: 1, deltaUsd: '0.42', stillUnknown: 0 });
  expect((await books.ledger.get('/v1/usage/new')).body).toMatchObject({
    costUsd: '0.42',
    priceStatus: 'configured',
    adjustments: [{ at: '2026-11-25T08:01:00.000Z', deltaUsd: '0.42', priceStatus: 'configured' }],
  });
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject({
    costUsd: '0.72',
    adjustedUsd: '0.42',
    unpricedCalls: 0,
    calls: 2,
  });
  expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '0.72', unpricedCalls: 0 }]);
  expect(await reprice(books)).toEqual({ looked: 2, adjusted: 0, deltaUsd: '0.00', stillUnknown: 0 });
  await books.restart();
  expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '0.72', unpricedCalls: 0 }]);
});

it('books a correction upon a correction, and forgets no cost where a price is forgotten', async () => {
  const books = await startBooks(priced('$1.00', '$2.00'));
  await books.spend(0, NEW);
  await books.restart(priced('$0.50', '$2.00'));
  expect(await reprice(books)).toMatchObject({ adjusted: 1, deltaUsd: '-0.20' });
  await books.restart(priced('$2.00', '$2.00'));
  expect(await reprice(books)).toMatchObject({ adjusted: 1, deltaUsd: '0.60' });
  await books.restart(withBudget(budget));
  expect(await reprice(books)).toMatchObject({ adjusted: 0, stillUnknown: 0 });
  const { body } = await books.ledger.get('/v1/usage/new');
  expect(body).toMatchObject({ costUsd: '0.82', adjustments: [{ deltaUsd: '-0.20' }, { deltaUsd: '0.60' }] });
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ costUsd: '0.82', adjustedUsd: '0.40' });
});

it('tells of a budget that is used up by what was booked afterwards', async () => {
  const books = await startBooks(withBudget(budget));
  await books.spend(0, NEW);
  await books.restart(priced('$2.50', '$2.00'));
  await reprice(books);
  expect((await books.told()).slice(1)).toEqual(['digest has used 102 % of its day budget: $1.02 of $1.00']);
});

it('looks at no call that was made before, and counts none for a window that is over', async () => {
  const books = await startBooks(withBudget(budget));
  await books.spend(0, NEW);
  await books.pass(DAY_MS, DAY_MS);
  await books.restart(priced('$1.00', '$2.00'));
  expect(await reprice(books, '12h')).toMatchObject({ looked: 0, adjusted: 0 });
  expect(await reprice(books, '2d')).toMatchObject({ looked: 1, adjusted: 1 });
  expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '0.00' }]);
});

it('books a difference once however many ask at the same time', async () => {
  const books = await startBooks(withBudget(budget));
  await books.spend(0, NEW);
  await books.restart(priced('$1.00', '$2.00'));
  const answers = await Promise.all([reprice(books), reprice(books), reprice(books)]);
  expect(answers.filter((answer) => JSON.stringify(answer).includes('"adjusted":1'))).toHaveLength(1);
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ costUsd: '0.42' });
});

it('leaves what is not over without a cost', async () => {
  const books = await startBooks(withBudget(budget));
  await books.spend(0, { ...NEW, model: 'gpt-4o', partial: true });
  expect(await reprice(books)).toMatchObject({ adjusted: 0, stillUnknown: 1 });
});
