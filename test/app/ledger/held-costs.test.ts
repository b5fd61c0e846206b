import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/duration.ts';
import { startBooks, withBudget, type Books } from './books.ts';
import { figures, reserve, settle } from './reserving.ts';

const LEASE_OVER_MS = 11 * MINUTE_MS;
/** Nobody knows what `gpt-9` costs. */
const UNKNOWN = { provider: 'openai', model: 'gpt-9', usage: { prompt_tokens: 100, completion_tokens: 10 } };
const KNOWN = { ...UNKNOWN, model: 'gpt-4o' };

const cases: readonly (readonly [name: string, steps: (books: Books) => Promise<unknown>, left: string])[] = [
  [
    'the lease ran out, and a record says nothing of the cost',
    async (books) => {
      await books.pass(LEASE_OVER_MS);
      await books.spend(0, { id: 'r1', ...UNKNOWN });
    },
    '0.10',
  ],
  [
    'the lease ran out, and the call is not over',
    async (books) => {
      await books.pass(LEASE_OVER_MS);
      await books.spend(0, { id: 'r1', ...KNOWN, partial: true });
    },
    '0.10',
  ],
  [
    'a record said nothing of the cost, and the lease ran out',
    async (books) => {
      await books.spend(0, { id: 'r1', ...UNKNOWN });
      await books.pass(LEASE_OVER_MS);
    },
    '0.10',
  ],
  [
    'it was settled without a cost, and the same is reported again',
    async (books) => {
      await settle(books.ledger, 'r1', UNKNOWN);
      await books.spend(0, { id: 'r1', ...UNKNOWN });
    },
    '0.10',
  ],
  [
    'it was settled with a cost, and a record knows none',
    async (books) => {
      await settle(books.ledger, 'r1', { costUsd: '0.50' });
      await books.spend(0, { id: 'r1', ...UNKNOWN });
    },
    '0.50',
  ],
  [
    'the lease ran out, and a record tells the cost',
    async (books) => {
      await books.pass(LEASE_OVER_MS);
      await books.spend(40, { id: 'r1' });
    },
    '0.60',
  ],
];

it.each(cases)('keeps what was held until a cost is known: %s', async (_name, steps, left) => {
  const books = await startBooks(withBudget({ day: '$1.00' }));
  await reserve(books.ledger, 'r1', { usd: '0.90' }, { model: 'gpt-9' });
  await steps(books);
  expect((await figures(books.ledger))[2]).toBe(left);
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ calls: 1 });
  // What the books say is what memory says.
  await books.restart();
  expect((await figures(books.ledger))[2]).toBe(left);
});

it('keeps the tokens that a record counted beside what was held', async () => {
  const books = await startBooks(withBudget({ day: '$1.00' }));
  await reserve(books.ledger, 'r1', { usd: '0.90', inputTokens: 7 }, { model: 'gpt-9' });
  await books.pass(LEASE_OVER_MS);
  await books.spend(0, { id: 'r1', ...UNKNOWN });
  expect((await books.ledger.get('/v1/usage/r1')).body).toMatchObject({
    input: { fresh: 100 },
    output: { visible: 10 },
    costUsd: '0.90',
    priceStatus: 'floor',
    usageSource: 'provider',
  });
});

it('misses nothing of a call that its caller put a sum to', async () => {
  const books = await startBooks(withBudget({ day: '$1.00' }));
  await reserve(books.ledger, 'r1', { usd: '0.90' }, { model: 'gpt-9' });
  await settle(books.ledger, 'r1', { costUsd: '0.50' });
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ calls: 1, missingCalls: 0 });
});
