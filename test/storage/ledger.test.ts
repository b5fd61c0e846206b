import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import { SLOT_MS, slotOf, type SpendKey } from '../../src/core/ledger.ts';
import { QueueFullError } from '../../src/core/ports.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { MAX_WAITING } from '../../src/storage/group-commit.ts';
import { RESERVATIONS_KEPT_MS, SUMS_KEPT_MS, USES_KEPT_MS } from '../../src/storage/prune-ledger.ts';
import { MOST_KEYS, OTHERS } from '../../src/storage/sum-keys.ts';
import { CENT, reservationWith, useWith } from './booked.ts';
import { NOW, openFresh, type Opened } from './stores.ts';

const ALL = { since: 0, until: NOW + 400 * DAY_MS, everyMs: null } as const;
const KEYS: readonly SpendKey[] = ['workflow', 'provider', 'model', 'prompt', 'trigger'];

async function totals({ store }: Opened) {
  const [cell] = await store.spend({ ...ALL, by: [] });
  return cell;
}

describe.each(ENGINES)('the books of $scheme', (engine) => {
  it('keep a call as it came, for who asks by its id', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    expect(await store.book([useWith()], NOW + 5)).toEqual([{ outcome: 'booked' }]);
    expect(await store.bookedUse('call-1', 'digest')).toEqual({
      seq: 1,
      use: useWith({ latencyMs: 812 }),
      bookedAt: NOW + 5,
      adjustments: [],
    });
    expect(await store.bookedUse('call-1', null)).not.toBeNull();
    expect(await store.bookedUse('call-1', 'other')).toBeNull();
    expect(await store.bookedUse('call-2', null)).toBeNull();
  });

  it('count a call once, whether it comes again later, with others, or twice in one go', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.book([useWith()], NOW);
    const [again, ...rest] = await store.book(
      [useWith(), useWith({ id: 'call-2' }), useWith({ id: 'call-2' })],
      NOW,
    );
    expect([again, ...rest]).toEqual([
      { outcome: 'duplicate' },
      { outcome: 'booked' },
      { outcome: 'duplicate' },
    ]);
    expect(await totals(opened)).toMatchObject({
      calls: 2,
      inputTokens: 200,
      cachedTokens: 40,
      outputTokens: 100,
      paidTokens: 300,
      costPico: 2n * CENT,
      unpriced: 0,
    });
  });

  it('let no workflow take the place of another’s call', async () => {
    await using opened = await openFresh(engine);
    await opened.store.book([useWith()], NOW);
    expect(await opened.store.book([useWith({ workflow: 'other' })], NOW)).toEqual([{ outcome: 'booked' }]);
    expect(await totals(opened)).toMatchObject({ calls: 2 });
  });

  it('the first row kept, the final one lost: a fuller record takes the place of a partial one', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const partial = useWith({
      fullness: 0,
      costPico: null,
      priceStatus: 'no-usage',
      usageSource: 'missing',
      usage: null,
    });
    await store.book([partial], NOW);
    expect(await totals(opened)).toMatchObject({ calls: 1, unpriced: 1, missing: 1, costPico: 0n });
    expect(await store.book([useWith({ at: NOW - HOUR_MS })], NOW)).toEqual([
      {
        outcome: 'replaced',
        was: { at: NOW, provider: 'openai', spent: { pico: 0n, tokens: 150 }, unpriced: 1 },
        now: { at: NOW - HOUR_MS, provider: 'openai', spent: { pico: CENT, tokens: 150 }, unpriced: 0 },
      },
    ]);
    expect(await totals(opened)).toMatchObject({ calls: 1, unpriced: 0, missing: 0, costPico: CENT });
    expect(await store.book([partial], NOW)).toEqual([{ outcome: 'duplicate' }]);
    expect(await totals(opened)).toMatchObject({ calls: 1, costPico: CENT });
    // Where it counts has moved, too.
    const slots = await store.spend({ ...ALL, by: [], everyMs: SLOT_MS });
    expect(slots.map(({ at, calls }) => [at, calls])).toEqual([[slotOf(NOW - HOUR_MS), 1]]);
  });

  it('sum by every key, and by spans', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.book(
      [
        useWith(),
        useWith({ id: 'b', workflow: 'other', model: 'gpt-5', trigger: null, promptHash: null }),
        useWith({ id: 'c', at: NOW - DAY_MS, provider: 'ollama', costPico: 0n, priceStatus: 'free' }),
        useWith({ id: 'd', at: NOW - DAY_MS, costPico: null, priceStatus: 'unknown-model' }),
      ],
      NOW,
    );
    const by = async (key: SpendKey) =>
      (await store.spend({ ...ALL, by: [key] })).map((cell) => `${cell[key]} ${cell.calls}`).toSorted();
    expect(await by('workflow')).toEqual(['digest 3', 'other 1']);
    expect(await by('provider')).toEqual(['ollama 1', 'openai 3']);
    expect(await by('model')).toEqual(['gpt-4o 3', 'gpt-5 1']);
    expect(await by('prompt')).toEqual([' 1', 'abc 3']);
    expect(await by('trigger')).toEqual([' 1', 'cron:nightly 3']);
    const days = await store.spend({ ...ALL, by: [], everyMs: DAY_MS });
    expect(days.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))).toMatchObject([
      { calls: 2, unpriced: 1, paidTokens: 150 },
      { calls: 2, unpriced: 0, paidTokens: 300 },
    ]);
    expect(await store.spend({ ...ALL, by: ['workflow'], workflow: 'other' })).toHaveLength(1);
    expect(await store.spend({ ...ALL, since: NOW - HOUR_MS, by: [] })).toMatchObject([{ calls: 2 }]);
    expect(await store.spend({ ...ALL, since: NOW + HOUR_MS, by: KEYS })).toEqual([]);
  });

  it('add up more money than 64 bits of pico-USD hold', async () => {
    await using opened = await openFresh(engine);
    const most = 10_000n * 1_000_000_000_000n;
    const uses = Array.from({ length: 1_200 }, (_, i) => useWith({ id: `big-${i}`, costPico: most }));
    await opened.store.book(uses, NOW);
    expect(await totals(opened)).toMatchObject({ costPico: 1_200n * most });
  });

  it('put names together where there are too many of them in a quarter of an hour', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const all = MOST_KEYS.reduce((one, other) => one + other, 0);
    const uses = Array.from({ length: 400 }, (_, i) =>
      useWith({ id: `many-${i}`, model: `model-${i}`, promptHash: `${i}` }),
    );
    await store.book(uses, NOW);
    const cells = await store.spend({ ...ALL, by: KEYS });
    expect(cells.length).toBeLessThanOrEqual(all + 1);
    expect(await totals(opened)).toMatchObject({ calls: 400, costPico: 400n * CENT });
    expect(cells.some(({ prompt, model }) => prompt === OTHERS && model !== OTHERS)).toBe(true);
    expect(cells.some(({ model }) => model === OTHERS)).toBe(true);
    // Each call itself is kept by its own name, and one that comes again fuller is taken out of the right sum.
    await store.book([useWith({ id: 'many-399', model: 'model-399', promptHash: '399', fullness: 4 })], NOW);
    expect(await totals(opened)).toMatchObject({ calls: 400, costPico: 400n * CENT });
    expect(await store.bookedUse('many-399', 'digest')).toMatchObject({ use: { model: 'model-399' } });
  });

  it('book what was learned afterwards beside the call, and take it back with the call', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.book([useWith({ costPico: null, priceStatus: 'unknown-model' })], NOW);
    const learned = {
      at: NOW + DAY_MS,
      useSeq: 1,
      deltaPico: CENT,
      costPico: CENT,
      priceStatus: 'listed',
    } as const;
    await store.adjust([learned]);
    expect(await totals(opened)).toMatchObject({ costPico: 0n, adjustedPico: CENT, unpriced: 0 });
    expect(await store.bookedUse('call-1', 'digest')).toMatchObject({
      use: { costPico: null },
      adjustments: [learned],
    });
    const [booking] = await store.book([useWith({ fullness: 4, costPico: 3n * CENT })], NOW + 2 * DAY_MS);
    expect(booking).toMatchObject({ outcome: 'replaced', was: { spent: { pico: CENT } } });
    expect(await totals(opened)).toMatchObject({ costPico: 3n * CENT, adjustedPico: 0n, unpriced: 0 });
    const kept = await store.bookedUse('call-1', 'digest');
    expect(kept?.adjustments.reduce((all, { deltaPico }) => all + deltaPico, 0n)).toBe(0n);
  });

  it('give pieces in the order of booking, and the newest latencies', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const uses = [0, 1, 2, 3].map((i) => useWith({ id: `${i}`, at: NOW - i * HOUR_MS, latencyMs: i * 100 }));
    await store.book([...uses, useWith({ id: 'untimed', latencyMs: null })], NOW);
    const first = await store.bookedUses({ since: NOW - 2 * HOUR_MS, after: 0, limit: 2 });
    expect(first.map(({ use }) => use.id)).toEqual(['0', '1']);
    const after = first.at(-1)?.seq ?? 0;
    const rest = await store.bookedUses({ since: NOW - 2 * HOUR_MS, after, limit: 9 });
    expect(rest.map(({ use }) => use.id)).toEqual(['2', 'untimed']);
    const latencies = await store.latencies({ since: NOW - 3 * HOUR_MS, until: NOW + 1, limit: 2 });
    expect(latencies).toEqual([
      { provider: 'openai', latencyMs: 0 },
      { provider: 'openai', latencyMs: 100 },
    ]);
  });

  it('share a commit among all that wait, and let no bad one take its neighbours with it', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const bad = useWith({ id: 'bad', latencyMs: Number.NaN, model: 'x', costPico: 2n ** 70n });
    const settled = await Promise.allSettled([
      store.book([useWith({ id: 'a' })], NOW),
      store.book([bad, useWith({ id: 'with-bad' })], NOW),
      store.book([useWith({ id: 'b' })], NOW),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await totals(opened)).toMatchObject({ calls: 2, costPico: 2n * CENT });
  });

  it('memory does not grow when the database is away: beyond so many, a caller is turned away at once', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const waiting = Array.from({ length: MAX_WAITING }, (_, i) => store.book([useWith({ id: `${i}` })], NOW));
    await expect(store.book([useWith({ id: 'one too many' })], NOW)).rejects.toThrow(QueueFullError);
    await Promise.all(waiting);
    expect(await totals(opened)).toMatchObject({ calls: MAX_WAITING });
  });

  it('forget calls, sums and reservations that are too old, and nothing else', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const now = NOW + SUMS_KEPT_MS + DAY_MS;
    const kept = useWith({ id: 'kept', at: now - USES_KEPT_MS + HOUR_MS });
    await store.book([useWith(), kept], NOW);
    await store.adjust([{ at: NOW, useSeq: 1, deltaPico: 1n, costPico: 1n, priceStatus: 'listed' }]);
    await store.reserve(
      reservationWith({ id: 'done', at: now - RESERVATIONS_KEPT_MS - 1, state: 'settled' }),
    );
    await store.reserve(reservationWith({ id: 'open', at: now - RESERVATIONS_KEPT_MS - 1 }));
    for (let rows = 1; rows > 0;) rows = await store.prune(now);
    expect(await store.bookedUse('call-1', null)).toBeNull();
    expect(await store.bookedUse('kept', null)).not.toBeNull();
    expect(await totals(opened)).toMatchObject({ calls: 1 });
    expect(await store.reservation('digest', 'done')).toBeNull();
    expect(await store.reservation('digest', 'open')).not.toBeNull();
    await opened.close();
    const database = new Database(opened.address, { readonly: true });
    expect(database.prepare('select count(*) from usage_adjustments').pluck().get()).toBe(0);
    database.close();
  });
});
