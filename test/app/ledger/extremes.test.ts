import { expect, it, onTestFinished } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/core/duration.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { callOf, startBooks, withBudget } from './books.ts';
import { startReporting } from './reporting.ts';
import { reserve, settle } from './reserving.ts';

it('more money than 64 bits of pico-USD hold is added up, and the program starts again on it', async () => {
  const books = await startBooks();
  const { ledger } = books;
  for (let i = 0; i < 12; i++) {
    await reserve(ledger, `dear-${i}`, '1');
    expect((await settle(ledger, `dear-${i}`, { costUsd: '1000000' })).status).toBe(200);
  }
  const stated = { provider: 'openrouter', model: 'a/b' };
  const calls = Array.from({ length: 1_000 }, (_, i) => ({
    ...stated,
    id: `stated-${i}`,
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, cost: 9_999 },
  }));
  expect((await ledger.post('/v1/usage', calls)).status).toBe(202);
  const total = { costUsd: '21999000.00', calls: 1_012 };
  expect((await ledger.get('/v1/spend')).body).toMatchObject(total);
  await books.restart(withBudget({ day: '$1' }));
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject(total);
  expect(await books.budgets('digest')).toMatchObject([{ spentUsd: '21999000.00', remainingUsd: '0.00' }]);
});

it('a clock that was ahead for a while leaves the day’s budget as it stood', async () => {
  const clock = createFakeClock();
  let ahead = 0;
  const ledger = await startReporting(withBudget({ day: '$1.00' }), {
    clock: { ...clock, now: () => clock.now() + ahead, after: (ms, fn) => clock.after(ms, fn) },
  });
  onTestFinished(() => ledger.stop());
  const standing = async () => (await ledger.get('/v1/budgets/digest')).list;
  await ledger.post('/v1/usage', callOf(90, 'before'));
  ahead = 36 * HOUR_MS;
  expect(await standing()).toMatchObject([{ spentUsd: '0.00' }]);
  expect((await reserve(ledger, 'tomorrow', '0.50')).status).toBe(201);
  ahead = 0;
  expect((await reserve(ledger, 'today', '0.05')).status).toBe(402);
  expect(await standing()).toMatchObject([{ spentUsd: '0.90', reservedUsd: '0.50' }]);
  await ledger.post('/v1/usage', callOf(5, 'after'));
  expect(await standing()).toMatchObject([{ spentUsd: '0.95' }]);
});

it('the last complete record wins, whenever it says that the call was made', async () => {
  const books = await startBooks();
  await books.spend(1, { id: 'call' });
  const later = new Date(books.clock.now() - DAY_MS).toISOString();
  expect((await books.spend(2, { id: 'call', at: later })).body).toEqual({ accepted: 1, duplicates: 0 });
  expect((await books.ledger.get('/v1/spend')).body).toMatchObject({ calls: 1, costUsd: '0.02' });
});
