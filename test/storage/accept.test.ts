import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../../src/core/ids.ts';
import { naughtyStrings } from '../support/corpora.ts';
import { ENGINES } from '../../src/storage/index.ts';
import type { Json } from '../../src/core/json.ts';
import { CLAIM, eventWith, idAt, key, newEvent, NOW, openFresh, put, refusedWith, to } from './stores.ts';

const [a, b, c] = [idAt(NOW, 1), idAt(NOW, 2), idAt(NOW, 3)];

describe.each(ENGINES)('accept over $scheme', (engine) => {
  it('stores an event with its deliveries, which get rising numbers in their order', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    expect(await store.accept([newEvent({ id: a }, { deliveries: [to('ops'), to('alerts')] })])).toEqual([
      { outcome: 'stored', id: a, deliveries: [1, 2] },
    ]);
    expect(await store.accept([newEvent({ id: b }, { deliveries: [to('ops')] })])).toEqual([
      { outcome: 'stored', id: b, deliveries: [3] },
    ]);
    expect(await store.waiting('ops', 0, 10)).toMatchObject([
      { seq: 1, eventId: a },
      { seq: 3, eventId: b },
    ]);
    expect(await store.waiting('alerts', 0, 10)).toMatchObject([{ seq: 2, eventId: a }]);
  });

  it('answers a key that is known with the event that had it first, and stores nothing', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: a }, { dedup: key('k'), deliveries: [to('ops')] })]);
    expect(await store.accept([newEvent({ id: b }, { dedup: key('k'), deliveries: [to('ops')] })])).toEqual([
      { outcome: 'duplicate', id: a },
    ]);
    expect(await store.find(b)).toBe(null);
    expect(await store.waiting('ops', 0, 10)).toHaveLength(1);
  });

  it('finds a repeat inside one batch, and keeps the answers in the order of the questions', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: a }, { dedup: key('old') })]);
    const answers = await store.accept([
      newEvent({ id: b }, { dedup: key('new') }),
      newEvent({ id: c }, { dedup: key('new') }),
      newEvent({ id: idAt(NOW, 4) }),
      newEvent({ id: idAt(NOW, 5) }, { dedup: key('old') }),
    ]);
    expect(answers.map(({ outcome, id }) => [outcome, id])).toEqual([
      ['stored', b],
      ['duplicate', b],
      ['stored', idAt(NOW, 4)],
      ['duplicate', a],
    ]);
  });

  it('tells two callers who bring the same key at once from each other', async () => {
    await using opened = await openFresh(engine);
    const both = await Promise.all([
      opened.store.accept([newEvent({ id: a }, { dedup: key('k') })]),
      opened.store.accept([newEvent({ id: b }, { dedup: key('k') })]),
    ]);
    expect(both.flat().map(({ outcome, id }) => [outcome, id])).toEqual([
      ['stored', a],
      ['duplicate', a],
    ]);
  });

  it.each([
    ['a millisecond before it expires', NOW + 999, 'duplicate', a],
    ['at the moment it expires', NOW + 1_000, 'stored', b],
  ] as const)('counts a key %s as its own time says', async (_when, time, outcome, id) => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: a }, { dedup: key('k', NOW + 1_000) })]);
    expect(await store.accept([newEvent({ id: b, time }, { dedup: key('k', time + 1_000) })])).toMatchObject([
      { outcome, id },
    ]);
    // From then on the key is the one's that was stored.
    expect(await store.accept([newEvent({ id: c, time }, { dedup: key('k') })])).toMatchObject([
      { outcome: 'duplicate', id },
    ]);
  });

  it('knows nothing of sources: the same id under two keys is two events', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: a, source: 'one', deliveryId: 'd' }, { dedup: key('one/d') })]);
    expect(
      await store.accept([newEvent({ id: b, source: 'two', deliveryId: 'd' }, { dedup: key('two/d') })]),
    ).toMatchObject([{ outcome: 'stored' }]);
  });

  it('remembers keys, numbers and what waits over a restart', async () => {
    await using opened = await openFresh(engine);
    await opened.store.accept([newEvent({ id: a }, { dedup: key('k'), deliveries: [to('ops')] })]);
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.accept([newEvent({ id: b }, { dedup: key('k') })])).toEqual([
      { outcome: 'duplicate', id: a },
    ]);
    expect(await put(again, { id: c }, [to('ops')])).toEqual([2]);
    expect(await again.waiting('ops', 0, 10)).toHaveLength(2);
    await again.close();
  });

  it('commits a claim with the event: it is being sent, it has one try, and it does not wait', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops', CLAIM), to('alerts')]);
    expect(await store.waiting('ops', 0, 10)).toEqual([]);
    expect(await store.interrupted('ops')).toEqual([
      { seq: 1, eventId: a, route: 'all', severity: 'info', card: null, state: 'sending', attempts: 1 },
    ]);
    expect(await store.interrupted('alerts')).toEqual([]);
  });

  it('takes more events than one statement holds', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const events = Array.from({ length: 1_203 }, (_, n) =>
      newEvent({ id: idAt(NOW, n) }, { dedup: key(`k${n % 1_200}`), deliveries: [to('ops'), to('alerts')] }),
    );
    const answers = await store.accept(events);
    expect(answers.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1_200);
    expect(answers.slice(1_200)).toEqual([0, 1, 2].map((n) => ({ outcome: 'duplicate', id: idAt(NOW, n) })));
    expect(await store.waiting('alerts', 0, 5_000)).toHaveLength(1_200);
  });

  it('stores nothing of a call of which one event cannot be stored, and all of its neighbours', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: a })]);
    const [before, bad, after] = await Promise.allSettled([
      store.accept([newEvent({ id: b }, { dedup: key('b'), deliveries: [to('ops')] })]),
      store.accept([newEvent({ id: c }, { dedup: key('c'), deliveries: [to('ops')] }), newEvent({ id: a })]),
      store.addRefused([refusedWith({ requestId: idAt(NOW, 9) })]),
    ]);
    expect([before.status, bad.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.find(c)).toBe(null);
    expect(await store.waiting('ops', 0, 10)).toMatchObject([{ eventId: b }]);
    // Not even its key stays behind.
    expect(await store.accept([newEvent({ id: c }, { dedup: key('c') })])).toMatchObject([
      { outcome: 'stored', id: c },
    ]);
    expect(await store.find(idAt(NOW, 9))).toMatchObject({ kind: 'refused' });
  });

  const deep = Array.from({ length: 32 }).reduce<Json>((inner) => ({ inner }), 'bottom');
  it.each<readonly [string, Json]>([
    ['null', null],
    ['an empty text', ''],
    ['numbers', [0, -1, 1.5, 1e300, 9007199254740991, true, false]],
    ['digits beyond 2^53 as their text', { id: '123456789012345678901234567890' }],
    ['emoji and joiners', { who: '👩‍👩‍👧‍👦 e\u0301' }],
    ['lone surrogates', { text: '\ud800 \udfff', '\ud800': 1 }],
    ['controls and NUL', { text: '\u0000\u001b[2J\u009b\u2028' }],
    ['names that objects have', { constructor: 1, toString: null, hasOwnProperty: [] }],
    ['32 levels', deep],
    ['naughty strings', [...naughtyStrings]],
  ])('gives data back as it was: %s', async (_what, data) => {
    await using opened = await openFresh(engine);
    const event = eventWith({ id: a, data });
    await opened.store.accept([newEvent(event)]);
    expect((await opened.store.eventsById([a])).get(a)).toEqual(event);
  });

  it('gives back a key that needs an escape, which the engine takes for one it has seen before', async () => {
    await using opened = await openFresh(engine);
    const seen = eventWith({ id: a, data: { 'first of two': 1, '\\n': 2 } });
    const event = eventWith({ id: b, data: { 'first of two': 1, '\nx': 2 } });
    await opened.store.accept([newEvent(seen), newEvent(event)]);
    expect([...(await opened.store.eventsById([a, b])).values()]).toEqual([seen, event]);
  });

  it('gives data back as its sender wrote it down', async () => {
    await using opened = await openFresh(engine);
    const event = eventWith({ id: a, data: { b: 1.5, a: ['é'] } });
    await opened.store.accept([newEvent(event, { dataText: String.raw`{"b": 1.50, "a": ["\u00e9"]}` })]);
    expect((await opened.store.eventsById([a])).get(a)).toEqual(event);
  });

  it.each([
    ['NUL and escapes', 'a\u0000b\u001b[31m'],
    ['a quote and a comment', "'); drop table events; --"],
    ['emoji', '🔥'.repeat(100)],
  ])('gives texts back as they were: %s', async (_what, text) => {
    await using opened = await openFresh(engine);
    const event = eventWith({ id: a, type: text, subject: text, deliveryId: text, source: text });
    await opened.store.accept([newEvent(event)]);
    expect((await opened.store.events({ source: text, limit: 5 })).map((record) => record.event)).toEqual([
      event,
    ]);
    expect(await opened.store.find(text)).toMatchObject({ kind: 'event', record: { event } });
  });

  it('keeps every digit of ids beyond 2^53', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const largest = 2n ** 63n - 1n;
    const ids = [largest, largest - 1n, 2n ** 53n + 1n, 2n ** 53n].map(eventIdOf);
    for (const id of ids) await store.accept([newEvent({ id })]);
    expect([...(await store.eventsById(ids)).keys()].toSorted()).toEqual(ids.toSorted());
    expect((await store.events({ source: null, limit: 9 })).map(({ event }) => event.id)).toEqual(ids);
    expect(await store.newestId()).toBe(ids[0]);
  });
});
