import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/duration.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { CALL, CALL_USD, OTHER_KEY } from './reporting.ts';
import { cancel, DOLLAR_A_DAY, figures, reserve, said, settle, startReserving, totals } from './reserving.ts';

describe('a lease that runs out', () => {
  it('is booked once as what was held, and marked; the call’s own record takes its place', async () => {
    const clock = createFakeClock();
    const ledger = await startReserving({ clock });
    await reserve(ledger, 'r1', '0.25', { leaseSeconds: 90.0005 });
    await reserve(ledger, 'r2', { inputTokens: 1_000, outputTokens: 100 });
    clock.advance(90_000);
    await ledger.program.app.settled();
    expect(await figures(ledger)).toEqual(['0.00', '0.2535', '0.7465']);
    clock.advance(1);
    await ledger.program.app.settled();
    expect(await figures(ledger)).toEqual(['0.25', '0.0035', '0.7465']);
    clock.advance(60 * MINUTE_MS);
    await ledger.program.app.settled();
    expect(await totals(ledger)).toEqual({
      calls: 2,
      costUsd: '0.2535',
      floorUsd: '0.2535',
      unpricedCalls: 0,
    });
    expect((await ledger.get('/v1/usage/r2')).body).toMatchObject({
      at: '2026-11-22T00:00:00.000Z',
      costUsd: CALL_USD,
      priceStatus: 'floor',
      usageSource: 'missing',
    });
    expect((await reserve(ledger, 'r1', '0.25')).body['error']).toBe(
      'reservation r1 is expired already: another call needs another id',
    );
    const cancelled = await cancel(ledger, 'r1');
    expect([cancelled.status, cancelled.body['error']]).toEqual([
      409,
      'reservation r1 is expired already: its lease ran out, and what was held is booked: settle it with what the call came to ({"costUsd":"0"} where none was made)',
    ]);
    expect(said(await settle(ledger, 'r1', { costUsd: '0' }))).toEqual([200, 'settled', '0.00']);
    expect(said(await settle(ledger, 'r2', CALL))).toEqual([200, 'settled', CALL_USD]);
    expect(await totals(ledger)).toEqual({ calls: 2, costUsd: CALL_USD, floorUsd: '0.00', unpricedCalls: 0 });
    expect(await figures(ledger)).toEqual([CALL_USD, '0.00', '0.9965']);
  });

  it.each<[what: string, asked: Readonly<Record<string, unknown>>, kept: Readonly<Record<string, unknown>>]>([
    ['of a free call', { provider: 'ollama', model: 'llama3' }, { costUsd: '0.00', priceStatus: 'free' }],
    [
      'of a call whose price nobody knows',
      { key: OTHER_KEY, provider: 'openai', model: 'gpt-new' },
      { costUsd: null, priceStatus: 'floor', input: { fresh: 10, cacheRead: null, cacheWrite: null } },
    ],
  ])('%s is no call that cost nothing unless it was free', async (_what, asked, kept) => {
    const clock = createFakeClock();
    const ledger = await startReserving({ clock });
    expect((await reserve(ledger, 'r1', { inputTokens: 10 }, asked)).status).toBe(201);
    clock.advance(10 * MINUTE_MS);
    await ledger.program.app.settled();
    expect((await ledger.get('/v1/usage/r1')).body).toMatchObject(kept);
  });

  it('is held over a restart, and is booked at the start where it ran out meanwhile', async () => {
    const clock = createFakeClock();
    const ledger = await startReserving({ clock });
    await reserve(ledger, 'short', '0.10', { leaseSeconds: 60 });
    await reserve(ledger, 'long', '0.20', { leaseSeconds: 3_600 });
    await reserve(ledger, 'done', '0.30');
    await settle(ledger, 'done', { costUsd: '0.05' });
    await ledger.program.app.stop();
    clock.advance(10 * MINUTE_MS);
    const again = await startReserving({ clock, in: ledger.dir });
    await again.program.app.settled();
    expect(await figures(again)).toEqual(['0.15', '0.20', '0.65']);
    expect((await again.get('/v1/usage/short')).body).toMatchObject({
      costUsd: '0.10',
      priceStatus: 'floor',
    });
    clock.advance(50 * MINUTE_MS);
    await again.program.app.settled();
    expect(await figures(again)).toEqual(['0.35', '0.00', '0.65']);
    await again.program.app.stop();
    const third = await startReserving({ clock, in: ledger.dir });
    await third.program.app.settled();
    expect(await figures(third)).toEqual(['0.35', '0.00', '0.65']);
    expect(await totals(third)).toMatchObject({ calls: 3, floorUsd: '0.30' });
  });
});

it('tells once of a model whose cost is not known, and takes its price when that is known', async () => {
  const ledger = await startReserving();
  for (const id of ['r1', 'r2']) {
    await reserve(ledger, id, '0.25');
    await settle(ledger, id, { ...CALL, model: 'gpt-new' });
  }
  expect((await ledger.told()).filter((one) => one.includes('price.unknown'))).toHaveLength(1);
  await ledger.program.app.stop();
  const prices = { 'gpt-new': { input: 1, output: 2 } };
  const priced = await startReserving(
    { in: ledger.dir },
    { ...DOLLAR_A_DAY, ledger: { providers: { openai: { prices } } } },
  );
  await priced.post('/v1/spend/reprice', {}, null);
  // $1 / 1M * 1000 + $2 / 1M * 100 each.
  expect(await totals(priced)).toMatchObject({ calls: 2, costUsd: '0.0024', floorUsd: '0.00' });
  expect((await figures(priced))[0]).toBe('0.0024');
  await priced.post('/v1/usage', { ...CALL, id: 'r1' });
  expect(await totals(priced)).toMatchObject({
    calls: 2,
    costUsd: '0.0047',
    floorUsd: '0.00',
    unpricedCalls: 0,
  });
  expect((await priced.get('/v1/usage/r1')).body).toMatchObject({ costUsd: CALL_USD, priceStatus: 'listed' });
});
