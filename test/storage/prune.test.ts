import { describe, expect, it } from 'vitest';
import { deliverySeqOf } from '../../src/core/ids.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { EVENTS_KEPT, EVENTS_KEPT_MS } from '../../src/storage/prune.ts';
import { CLAIM, idAt, key, newEvent, NOW, openFresh, put, step, to } from './stores.ts';

const OLD = NOW - EVENTS_KEPT_MS - 1;

async function pruneAll(store: Storage, now = NOW): Promise<readonly number[]> {
  const pieces: number[] = [];
  for (let gone = await store.prune(now); gone > 0; gone = await store.prune(now)) pieces.push(gone);
  return pieces;
}

describe.each(ENGINES)('pruning over $scheme', (engine) => {
  it('lets go of what is older than it must be kept, to the millisecond', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const limit = NOW - EVENTS_KEPT_MS;
    await put(store, { id: idAt(limit - 1), time: limit - 1, deliveryId: 'gone' }, [to('ops')]);
    await put(store, { id: idAt(limit), time: limit, deliveryId: 'kept' }, [to('ops')]);
    expect(await pruneAll(store)).toEqual([1]);
    expect(await store.find('gone')).toBe(null);
    expect(await store.find('kept')).toMatchObject({ record: { deliveries: [{ channel: 'ops' }] } });
    expect(await store.waiting('ops', 0, 10)).toMatchObject([{ eventId: idAt(limit) }]);
  });

  it('takes deliveries, replays and failures along, and leaves those of a kept event beside them whole', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [old, kept] = [idAt(OLD), idAt(NOW)];
    const [ofOld = deliverySeqOf(0)] = await put(store, { id: old, time: OLD }, [to('ops', CLAIM)]);
    const [ofKept = deliverySeqOf(0)] = await put(store, { id: kept }, [to('ops', CLAIM)]);
    const [again = deliverySeqOf(0)] = (await store.redeliver(old, [to('ops', CLAIM)])) ?? [];
    const [keptAgain = deliverySeqOf(0)] = (await store.redeliver(kept, [to('ops', CLAIM)])) ?? [];
    const result = { outcome: 'dead', at: NOW, reason: 'forbidden', detail: 'no' } as const;
    const results = [ofOld, ofKept, again, keptAgain].map((seq) => ({ seq, result }));
    await store.step(step('ops', { results }));
    const before = await store.find(kept);

    expect(await store.counts('ops')).toEqual({ waiting: 0, dead: 4 });
    expect(await pruneAll(store)).toEqual([1]);
    expect(await store.counts('ops')).toEqual({ waiting: 0, dead: 2 });
    expect(await store.find(kept)).toEqual(before);
    expect(before).toMatchObject({ record: { deliveries: [{ failures: [{}] }, { failures: [{}] }] } });
    expect(await store.redeliver(old, [to('ops')])).toBe(null);
  });

  it('forgets keys when they have expired, not before', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: idAt(OLD), time: OLD }, { dedup: key('k', NOW + 1) })]);
    expect(await pruneAll(store)).toEqual([1]);
    // The event is gone, its key is not: a repeat is still a repeat.
    expect(await store.find(idAt(OLD))).toBe(null);
    expect(await store.accept([newEvent({ id: idAt(NOW) }, { dedup: key('k') })])).toMatchObject([
      { outcome: 'duplicate', id: idAt(OLD) },
    ]);
    expect(await pruneAll(store, NOW + 1)).toEqual([1]);
    expect(await store.accept([newEvent({ id: idAt(NOW) }, { dedup: key('k') })])).toMatchObject([
      { outcome: 'stored' },
    ]);
  });

  it('goes in pieces, each bounded, until nothing is left to do', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const events = Array.from({ length: 1_200 }, (_, n) =>
      newEvent({ id: idAt(OLD, n), time: OLD }, { deliveries: [to('ops'), to('alerts')] }),
    );
    await store.accept(events);
    expect(await pruneAll(store)).toEqual([500, 500, 200]);
    expect(await store.counts('alerts')).toEqual({ waiting: 0, dead: 0 });
    expect(await store.sourceCounts()).toMatchObject([{ name: 'github', accepted: 1_200 }]);
  });

  it('lets the oldest go where there are too many, counted before they go', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const more = 3;
    const events = Array.from({ length: EVENTS_KEPT + more }, (_, n) => newEvent({ id: idAt(NOW, n) }));
    await store.accept(events);
    expect(await pruneAll(store)).toEqual([more]);
    for (let n = 0; n < more; n++) expect(await store.find(idAt(NOW, n))).toBe(null);
    expect(await store.find(idAt(NOW, more))).toMatchObject({ kind: 'event' });
    expect(await store.sourceCounts()).toMatchObject([{ accepted: EVENTS_KEPT + more }]);
  });

  it('keeps what is still to be delivered, however many events came after it', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: idAt(NOW, 0) }, [to('ops')]);
    await put(store, { id: idAt(NOW, 1) }, [to('ops', CLAIM)]);
    await put(store, { id: idAt(NOW, 2) }, []);
    await store.redeliver(idAt(NOW, 2), [to('ops')]);
    await store.accept(Array.from({ length: EVENTS_KEPT }, (_, n) => newEvent({ id: idAt(NOW, n + 3) })));
    expect(await pruneAll(store)).toEqual([]);
    expect(await store.waiting('ops', 0, 10)).toHaveLength(2);
    expect(await store.interrupted('ops')).toHaveLength(1);
  });

  it('lets an event go that was replayed more often than a statement takes values', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: idAt(OLD), time: OLD }, []);
    const many = Array.from({ length: 4_000 }, () => to('ops'));
    for (let n = 0; n < 9; n++) await store.redeliver(idAt(OLD), many);
    expect(await pruneAll(store)).toEqual([1]);
    expect(await store.counts('ops')).toEqual({ waiting: 0, dead: 0 });
  });
});
