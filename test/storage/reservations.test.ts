import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/duration.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { CENT, reservationWith, useWith } from './booked.ts';
import { NOW, openFresh } from './stores.ts';

describe.each(ENGINES)('reservations of $scheme', (engine) => {
  it('are kept until they end; of one id the first counts', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    expect(await store.reserve(reservationWith())).toEqual(reservationWith());
    expect(await store.reserve(reservationWith({ held: { pico: 1n, tokens: 1 } }))).toEqual(
      reservationWith(),
    );
    await store.reserve(reservationWith({ id: 'r2', leaseUntil: NOW + 1, provider: null, model: null }));
    expect((await store.openReservations()).map(({ id }) => id)).toEqual(['r2', 'r1']);
    expect(await store.reservation('digest', 'r1')).toEqual(reservationWith());
    expect(await store.reservation('other', 'r1')).toBeNull();
  });

  it('end once, and what they came to is booked in the same commit', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.reserve(reservationWith());
    const end = { workflow: 'digest', id: 'r1', from: ['open'], at: NOW } as const;
    const use = useWith({ id: 'r1' });
    expect(await store.endReservation({ ...end, to: 'settled', use })).toEqual({ outcome: 'booked' });
    expect(await store.endReservation({ ...end, to: 'cancelled', use: null })).toBeNull();
    expect(await store.reservation('digest', 'r1')).toEqual(reservationWith({ state: 'settled' }));
    expect(await store.openReservations()).toEqual([]);
    expect(await store.spend({ since: 0, until: NOW + HOUR_MS, everyMs: null, by: [] })).toMatchObject([
      { calls: 1 },
    ]);
    await store.reserve(reservationWith({ id: 'r2' }));
    expect(await store.endReservation({ ...end, id: 'r2', to: 'cancelled', use: null })).toBe(
      'nothing-booked',
    );
    expect(await store.spend({ since: 0, until: NOW + HOUR_MS, everyMs: null, by: [] })).toMatchObject([
      { calls: 1 },
    ]);
  });

  it('where the booking fails, the reservation stays as it was', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.reserve(reservationWith());
    const use = useWith({ costPico: 2n ** 70n });
    const end = { workflow: 'digest', id: 'r1', from: ['open'], to: 'settled', use, at: NOW } as const;
    await expect(store.endReservation(end)).rejects.toThrow();
    expect(await store.reservation('digest', 'r1')).toMatchObject({ state: 'open' });
  });
});

describe.each(ENGINES)('what people set, in $scheme', (engine) => {
  it('budgets, the newest in the place of an older one, until they are forgotten', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const scope = { kind: 'workflow', name: 'digest' } as const;
    const setting = {
      scope,
      period: 'day',
      limit: { unit: 'usd', pico: CENT },
      over: '',
      at: NOW,
      by: 'ada',
    } as const;
    const overall = { ...setting, scope: { kind: 'overall' }, limit: null } as const;
    const tokens = {
      ...setting,
      scope: { kind: 'provider', name: 'openai' },
      limit: { unit: 'tokens', tokens: 5 },
    } as const;
    await store.keepBudgetSetting({ ...setting, limit: null });
    await store.keepBudgetSetting(setting);
    await store.keepBudgetSetting(overall);
    await store.keepBudgetSetting(tokens);
    expect(await store.budgetSettings()).toEqual([overall, tokens, setting]);
    await store.forgetBudgetSetting(scope, 'day');
    expect(await store.budgetSettings()).toEqual([overall, tokens]);
  });

  it('pauses, of which the first stays until it is ended', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const pause = { workflow: 'digest', at: NOW, by: 'ada', reason: 'too dear' };
    await store.keepPause(pause);
    await store.keepPause({ ...pause, by: 'bob' });
    expect(await store.pauses()).toEqual([pause]);
    await store.endPause('digest');
    expect(await store.pauses()).toEqual([]);
  });
});
