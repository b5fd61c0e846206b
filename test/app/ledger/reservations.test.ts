import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { CALL, CALL_USD, OTHER_KEY, type Reporting } from './reporting.ts';
import { cancel, figures, reserve, said, settle, startReserving, totals } from './reserving.ts';

describe('a reservation', () => {
  it('holds what the caller says until its lease ends', async () => {
    const ledger = await startReserving({ clock: createFakeClock() });
    const answer = await reserve(ledger, 'r1', '0.25');
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: 'r1',
        workflow: 'digest',
        provider: 'openai',
        model: 'gpt-4o',
        state: 'open',
        reservedUsd: '0.25',
        reservedTokens: 0,
        reservedAt: '2026-11-22T00:00:00.000Z',
        leaseUntil: '2026-11-22T00:10:00.000Z',
      },
    ]);
    expect(await figures(ledger)).toEqual(['0.00', '0.25', '0.75']);
  });

  it.each<[what: string, estimate: unknown, usd: string, tokens: number]>([
    ['dollars as a text', '$0.05', '0.05', 0],
    ['dollars as a number', 0.1, '0.10', 0],
    ['nothing', 0, '0.00', 0],
    ['a pico', '0.000000000001', '0.000000000001', 0],
    ['tokens, by the price', { inputTokens: 1_000, outputTokens: 100 }, CALL_USD, 1_100],
    ['tokens in alone', { inputTokens: 1_000 }, '0.0025', 1_000],
    ['dollars before the price of the tokens', { usd: '0.5', inputTokens: 1_000 }, '0.50', 1_000],
    ['dollars, and tokens that are not known', { usd: 0.5, inputTokens: null }, '0.50', 0],
  ])('takes an estimate of %s', async (_what, estimate, usd, tokens) => {
    const ledger = await startReserving();
    const { status, body } = await reserve(ledger, null, estimate);
    expect([status, body['reservedUsd'], body['reservedTokens']]).toEqual([201, usd, tokens]);
    expect(body['id']).toMatch(/^\S+$/);
  });

  it.each<[what: string, body: unknown, costUsd: string, priceStatus: string, floorUsd: string]>([
    ['a usage record', { ...CALL, id: undefined }, CALL_USD, 'listed', '0.00'],
    ['a sum that the caller knows', { costUsd: '0.125' }, '0.125', 'reported', '0.00'],
    ['nothing spent', { costUsd: 0 }, '0.00', 'reported', '0.00'],
    ['more than was held', { costUsd: '2.50' }, '2.50', 'reported', '0.00'],
    ['nothing known: what was held counts', {}, '0.25', 'floor', '0.25'],
    ['no body at all', '', '0.25', 'floor', '0.25'],
    ['a record that says no usage', { ...CALL, usage: null }, '0.25', 'floor', '0.25'],
    ['a model that nobody knows', { ...CALL, model: 'gpt-new' }, '0.25', 'floor', '0.25'],
    ['a stream that is not over', { ...CALL, partial: true }, '0.25', 'floor', '0.25'],
  ])(
    'is settled with %s, once, under its own id, and holds nothing any more',
    async (_what, body, costUsd, priceStatus, floorUsd) => {
      const ledger = await startReserving();
      await reserve(ledger, 'r1', '0.25');
      expect(said(await settle(ledger, 'r1', body))).toEqual([200, 'settled', costUsd]);
      expect(said(await settle(ledger, 'r1', { costUsd: '0.9' }))).toEqual([200, 'settled', costUsd]);
      expect(await totals(ledger)).toEqual({ calls: 1, costUsd, floorUsd, unpricedCalls: 0 });
      expect((await ledger.get('/v1/usage/r1')).body).toMatchObject({ costUsd, priceStatus });
      expect((await figures(ledger)).slice(0, 2)).toEqual([costUsd, '0.00']);
    },
  );

  it('is settled once by many who settle it at once', async () => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    const all = await Promise.all(
      ['0.01', '0.02', '0.03'].map((usd) => settle(ledger, 'r1', { costUsd: usd })),
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    const [costUsd] = new Set(all.map(({ body }) => body['costUsd']));
    expect(await totals(ledger)).toMatchObject({ calls: 1, costUsd });
    expect(await figures(ledger)).toEqual([costUsd, '0.00', expect.any(String)]);
  });

  it('is completed by the record that comes after the settlement', async () => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    await settle(ledger, 'r1');
    expect((await ledger.post('/v1/usage', { ...CALL, id: 'r1' })).body).toEqual({
      accepted: 1,
      duplicates: 0,
    });
    expect(await totals(ledger)).toMatchObject({ calls: 1, costUsd: CALL_USD, floorUsd: '0.00' });
    expect(await figures(ledger)).toEqual([CALL_USD, '0.00', '0.9965']);
  });

  it('adds nothing to a record that came before the settlement', async () => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    await ledger.post('/v1/usage', { ...CALL, id: 'r1' });
    expect(said(await settle(ledger, 'r1'))).toEqual([200, 'settled', CALL_USD]);
    expect(await totals(ledger)).toMatchObject({ calls: 1, costUsd: CALL_USD, floorUsd: '0.00' });
    expect(await figures(ledger)).toEqual([CALL_USD, '0.00', '0.9965']);
  });

  it('is cancelled: nothing is booked, and its room is there again', async () => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '1.00');
    expect((await reserve(ledger, 'r2', '1.00')).status).toBe(402);
    expect(said(await cancel(ledger, 'r1'))).toEqual([200, 'cancelled', '0.00']);
    expect(said(await cancel(ledger, 'r1'))).toEqual([200, 'cancelled', '0.00']);
    expect(await totals(ledger)).toMatchObject({ calls: 0 });
    expect((await reserve(ledger, 'r2', '1.00')).status).toBe(201);
  });

  it.each(['settle', 'cancel'])('takes %s without a body, whatever type that says it has', async (verb) => {
    const ledger = await startReserving();
    for (const [id, headers] of [
      ['r1', {}],
      ['r2', { 'content-type': 'application/json' }],
    ] as const) {
      await reserve(ledger, id, '0.25');
      const answer = await ledger.post(`/v1/reservations/${id}/${verb}`, '', undefined, headers);
      expect([id, answer.status]).toEqual([id, 200]);
    }
  });

  it('holds once what is asked for again under its id, one after another or at once', async () => {
    const ledger = await startReserving();
    const first = await reserve(ledger, 'r1', '0.25');
    const again = await reserve(ledger, 'r1', '0.90');
    expect([again.status, again.body]).toEqual([200, first.body]);
    const twins = await Promise.all([reserve(ledger, 'r2', '0.25'), reserve(ledger, 'r2', '0.25')]);
    expect(twins.map(({ body }) => body)).toEqual([twins[0].body, twins[0].body]);
    expect(await figures(ledger)).toEqual(['0.00', '0.50', '0.50']);
  });

  it.each<[state: string, end: (ledger: Reporting) => Promise<unknown>]>([
    ['settled', (ledger) => settle(ledger, 'r1', { costUsd: '0.1' })],
    ['cancelled', (ledger) => cancel(ledger, 'r1')],
  ])('that is %s is no yes to another call', async (state, end) => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    await end(ledger);
    const again = await reserve(ledger, 'r1', '0.25');
    expect([again.status, again.body['error']]).toEqual([
      409,
      `reservation r1 is ${state} already: another call needs another id`,
    ]);
    expect(await figures(ledger)).toEqual([expect.any(String), '0.00', expect.any(String)]);
  });

  it.each<[what: string, first: 'settle' | 'cancel', then: 'settle' | 'cancel', error: string]>([
    ['cancelled after it was settled', 'settle', 'cancel', 'is settled already: what it came to is booked'],
    [
      'settled after it was cancelled',
      'cancel',
      'settle',
      'is cancelled already: if the call was made after all, report it (POST /v1/usage)',
    ],
  ])('can’t be %s', async (_what, first, then, error) => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    const verbs = { settle, cancel } as const;
    await verbs[first](ledger, 'r1');
    const before = await totals(ledger);
    const answer = await verbs[then](ledger, 'r1');
    expect([answer.status, answer.body]).toEqual([409, { error: `reservation r1 ${error}` }]);
    expect(await totals(ledger)).toEqual(before);
  });

  it('is its workflow’s alone', async () => {
    const ledger = await startReserving();
    await reserve(ledger, 'r1', '0.25');
    for (const answer of [
      await settle(ledger, 'r1', { costUsd: '0' }, OTHER_KEY),
      await cancel(ledger, 'r1', OTHER_KEY),
      await settle(ledger, 'nobody’s'),
      await cancel(ledger, 'nobody’s'),
    ])
      expect([answer.status, answer.body['error']]).toEqual([
        404,
        'this workflow has no reservation of this id',
      ]);
    expect((await reserve(ledger, 'r1', '0.05', { key: OTHER_KEY })).status).toBe(201);
    await cancel(ledger, 'r1', OTHER_KEY);
    expect(await figures(ledger)).toEqual(['0.00', '0.25', '0.75']);
  });

  it.each(['a/b', 'ü ?&#%', 'x'.repeat(200), '__proto__'])('may be called %s', async (id) => {
    const ledger = await startReserving();
    expect((await reserve(ledger, id, '0.25')).body['id']).toBe(id);
    expect(said(await settle(ledger, id))).toEqual([200, 'settled', '0.25']);
  });
});
