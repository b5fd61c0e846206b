import { describe, expect, it } from 'vitest';
import type { Verification } from '../../src/core/ports.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { REFUSED_KEPT } from '../../src/storage/keep-refused.ts';
import { eventWith, idAt, newEvent, NOW, openFresh, put, refusedWith, to } from './stores.ts';

const [a, b, c] = [idAt(NOW, 1), idAt(NOW, 2), idAt(NOW, 3)];
const MINUTE = 60_000;

describe.each(ENGINES)('the trail over $scheme', (engine) => {
  it('finds an event by its id and by its delivery id, with how it was verified', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const verification: Verification = { scheme: 'github', secret: 1, signedAt: NOW - 5, ip: '192.0.2.1' };
    const event = eventWith({ id: a, deliveryId: 'd-1', subject: 'a/b', severity: 'critical' });
    await store.accept([newEvent(event, { verification, deliveries: [to('ops')] })]);
    const found = await store.find(a);
    expect(found).toMatchObject({ kind: 'event', record: { event, verification } });
    expect(await store.find('d-1')).toEqual(found);
  });

  it('finds the newest of several that carry one delivery id', async () => {
    await using opened = await openFresh(engine);
    for (const id of [a, c, b]) await put(opened.store, { id, deliveryId: 'same' }, []);
    expect(await opened.store.find('same')).toMatchObject({ record: { event: { id: c } } });
  });

  it("takes an event's id for that event even where a sender calls its delivery the same", async () => {
    await using opened = await openFresh(engine);
    await put(opened.store, { id: a }, []);
    await put(opened.store, { id: b, deliveryId: a }, []);
    expect(await opened.store.find(a)).toMatchObject({ record: { event: { id: a } } });
  });

  it('finds a delivery whose id looks like ours', async () => {
    await using opened = await openFresh(engine);
    await put(opened.store, { id: a, deliveryId: c }, []);
    expect(await opened.store.find(c)).toMatchObject({ record: { event: { id: a } } });
  });

  it('finds a refused request by its id, every field of it', async () => {
    await using opened = await openFresh(engine);
    const requests = [
      refusedWith({ requestId: a, source: null, reason: 'unknown_source', status: 401 }),
      refusedWith({ requestId: b, detail: '\u001b[2J', ip: '2001:db8::1' }),
    ];
    await opened.store.addRefused(requests);
    for (const request of requests) {
      expect(await opened.store.find(request.requestId)).toEqual({ kind: 'refused', request });
    }
  });

  it.each([
    ['an id nobody has', idAt(NOW, 77)],
    ['nothing', ''],
    ['an id beyond 63 bits', '7zzzzzzzzzzzz'],
    ['SQL', "' or 1=1 --"],
    ['a wildcard', '%'],
    ['NUL', 'd-1\u0000'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('knows nothing of %s', async (_what, id) => {
    await using opened = await openFresh(engine);
    await put(opened.store, { id: a, deliveryId: 'd-1' }, []);
    expect(await opened.store.find(id)).toBe(null);
  });

  it('lists events newest first, of one source where it is asked, so many as it is asked', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: b, source: 'stripe' }, [to('ops'), to('alerts')]);
    await put(store, { id: a, source: 'github' }, []);
    await put(store, { id: c, source: 'github' }, [to('ops')]);
    const list = async (source: string | null, limit: number) =>
      (await store.events({ source, limit })).map(({ event, deliveries }) => [event.id, deliveries.length]);
    expect(await list(null, 10)).toEqual([
      [c, 1],
      [b, 2],
      [a, 0],
    ]);
    expect(await list('github', 10)).toEqual([
      [c, 1],
      [a, 0],
    ]);
    expect(await list('github', 1)).toEqual([[c, 1]]);
    expect(await list('nobody', 10)).toEqual([]);
  });

  it('names the newest event; there may be none', async () => {
    await using opened = await openFresh(engine);
    expect(await opened.store.newestId()).toBe(null);
    await put(opened.store, { id: b }, []);
    await put(opened.store, { id: a }, []);
    expect(await opened.store.newestId()).toBe(b);
  });

  it('counts what each source brought and what was refused of it', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    expect(await store.sourceCounts()).toEqual([]);
    await put(store, { id: a, source: 'github', time: NOW }, []);
    await put(store, { id: b, source: 'github', time: NOW + 2 }, []);
    await store.addRefused([
      refusedWith({ requestId: idAt(NOW, 10), source: 'github' }),
      refusedWith({ requestId: idAt(NOW, 11), source: 'stripe', status: 429, reason: 'too_many' }),
      refusedWith({ requestId: idAt(NOW, 12), source: null }),
      refusedWith({ requestId: idAt(NOW, 14), source: 'a-strangers-word', unknownSource: true }),
      refusedWith({ requestId: idAt(NOW, 13), source: 'github', status: 200, reason: 'duplicate' }),
    ]);
    expect((await store.sourceCounts()).toSorted((x, y) => x.name.localeCompare(y.name))).toEqual([
      { name: 'github', lastEventAt: NOW + 2, accepted: 2, refused: 1 },
      { name: 'stripe', lastEventAt: null, accepted: 0, refused: 1 },
    ]);
  });

  it('counts each event once, before and after the counts are rolled forward', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const accepted = async () => (await store.sourceCounts()).map((row) => [row.accepted, row.lastEventAt]);
    for (const n of [0, 1, 2]) {
      const time = NOW + n * 60 * MINUTE;
      await put(store, { id: idAt(time), time }, []);
      expect(await accepted()).toEqual([[n + 1, time]]);
      await store.prune(time + 10 * MINUTE);
      await store.prune(time + 10 * MINUTE);
      expect(await accepted()).toEqual([[n + 1, time]]);
    }
  });

  it('counts an event that is committed after a younger one, though the counts were rolled forward between', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: idAt(NOW + 20_000), time: NOW + 20_000 }, []);
    await store.prune(NOW + 25_000);
    // Its id is as old as its request, which took half a minute to come in.
    await put(store, { id: idAt(NOW), time: NOW + 30_000 }, []);
    await store.prune(NOW + 60 * MINUTE);
    expect(await store.sourceCounts()).toEqual([
      { name: 'github', lastEventAt: NOW + 30_000, accepted: 2, refused: 0 },
    ]);
  });

  it('keeps the newest refused requests only, and counts them all', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const more = 3;
    const requests = Array.from({ length: REFUSED_KEPT }, (_, n) => refusedWith({ requestId: idAt(NOW, n) }));
    await store.addRefused(requests);
    expect(await store.find(idAt(NOW, 0))).not.toBe(null);
    await store.addRefused(
      Array.from({ length: more }, (_, n) => refusedWith({ requestId: idAt(NOW, REFUSED_KEPT + n) })),
    );
    for (let n = 0; n < more; n++) expect(await store.find(idAt(NOW, n))).toBe(null);
    expect(await store.find(idAt(NOW, more))).toMatchObject({ kind: 'refused' });
    expect(await store.find(idAt(NOW, REFUSED_KEPT + more - 1))).toMatchObject({ kind: 'refused' });
    expect(await store.sourceCounts()).toMatchObject([{ refused: REFUSED_KEPT + more }]);
  });
});

describe.each(ENGINES)('a reader beside the program over $scheme', (engine) => {
  it('reads what is committed, while the program runs and after it ended', async () => {
    await using opened = await openFresh(engine);
    const trail = engine.openTrail(opened.address);
    expect(await trail?.events({ source: null, limit: 5 })).toEqual([]);
    await put(opened.store, { id: a, deliveryId: 'd-1' }, [to('ops')]);
    expect(await trail?.find('d-1')).toEqual(await opened.store.find(a));
    expect(await trail?.counts('ops')).toEqual({ waiting: 1, dead: 0 });
    await opened.close();
    expect(await trail?.sourceCounts()).toMatchObject([{ name: 'github', accepted: 1 }]);
    await trail?.close();
    const later = engine.openTrail(opened.address);
    expect(await later?.find(a)).toMatchObject({ kind: 'event' });
    await later?.close();
  });

  it('is none where nothing was ever stored, and makes nothing', async () => {
    await using opened = await openFresh(engine);
    expect(engine.openTrail(`${opened.address}.elsewhere`)).toBe(null);
    expect(engine.openTrail(`${opened.address}.elsewhere`)).toBe(null);
  });
});
