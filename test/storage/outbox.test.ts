import { describe, expect, it } from 'vitest';
import { deliverySeqOf } from '../../src/core/ids.ts';
import { HEALTHY, type ChannelHealth, type DeliveryRecord } from '../../src/core/ports.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { CLAIM, eventWith, idAt, incidentAt, NOW, openFresh, put, step, to } from './stores.ts';

const [a, b, c] = [idAt(NOW, 1), idAt(NOW, 2), idAt(NOW, 3)];
const FAILING: ChannelHealth = {
  failures: 3,
  downSince: NOW - 5_000,
  failingSince: NOW - 4_000,
  holdUntil: NOW + 60_000,
  givenUp: 2,
  lastError: 'the chat answered 503',
};

async function deliveriesOf(store: Storage, id: string): Promise<readonly DeliveryRecord[]> {
  const found = await store.find(id);
  return found?.kind === 'event' ? found.record.deliveries : [];
}

describe.each(ENGINES)('the outbox over $scheme', (engine) => {
  it('gives what waits in order, from a number on, so many at a time, and each channel its own', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    for (const id of [a, b, c]) await put(store, { id }, [to('ops'), to('alerts')]);
    const seqs = async (after: number, limit: number) =>
      (await store.waiting('ops', after, limit)).map(({ seq }) => seq);
    expect(await seqs(0, 10)).toEqual([1, 3, 5]);
    expect(await seqs(0, 2)).toEqual([1, 3]);
    expect(await seqs(3, 10)).toEqual([5]);
    expect(await seqs(5, 10)).toEqual([]);
    expect(await store.waiting('nobody', 0, 10)).toEqual([]);
  });

  it('writes a claim down as a try: what is sent neither waits nor is dead, and a dead process left it', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops')]);
    await store.step(step('ops', { claims: [{ seq, claim: CLAIM }] }));
    expect(await store.waiting('ops', 0, 10)).toEqual([]);
    expect(await store.counts('ops')).toEqual({ waiting: 0, dead: 0 });
    expect(await store.interrupted('ops')).toMatchObject([
      { seq, eventId: a, state: 'sending', attempts: 1 },
    ]);
    expect(await deliveriesOf(store, a)).toMatchObject([{ state: 'sending', attempts: 1, triedAt: NOW }]);
  });

  it('writes the message of a delivered one down', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops', CLAIM)]);
    const ref = { id: '4711', place: { chat: '-100' } };
    await store.step(step('ops', { results: [{ seq, result: { outcome: 'delivered', at: NOW + 5, ref } }] }));
    expect(await deliveriesOf(store, a)).toEqual([
      {
        channel: 'ops',
        route: 'all',
        state: 'delivered',
        attempts: 1,
        messageId: '4711',
        triedAt: NOW,
        endedAt: NOW + 5,
        reason: null,
        failures: [],
      },
    ]);
    expect(await store.interrupted('ops')).toEqual([]);
  });

  it('lets a failed one wait again in its old place, and keeps every failure with its try', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops', CLAIM)]);
    await put(store, { id: b }, [to('ops')]);
    const failed = { outcome: 'retry', reason: 'server-error', detail: '503' } as const;
    await store.step(step('ops', { results: [{ seq, result: { ...failed, at: NOW + 1 } }] }));
    expect(await store.waiting('ops', 0, 10)).toMatchObject([
      { eventId: a, attempts: 1 },
      { eventId: b, attempts: 0 },
    ]);
    await store.step(step('ops', { claims: [{ seq, claim: CLAIM }] }));
    await store.step(step('ops', { results: [{ seq, result: { ...failed, at: NOW + 2 } }] }));
    expect(await deliveriesOf(store, a)).toMatchObject([
      {
        state: 'waiting',
        attempts: 2,
        failures: [
          { attempt: 1, at: NOW + 1, reason: 'server-error', detail: '503' },
          { attempt: 2, at: NOW + 2, reason: 'server-error', detail: '503' },
        ],
      },
    ]);
  });

  it('writes what came of one try and the next claim in one step', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops', CLAIM)]);
    const result = { outcome: 'retry', at: NOW, reason: 'timeout', detail: 'no answer' } as const;
    await store.step(step('ops', { results: [{ seq, result }], claims: [{ seq, claim: CLAIM }] }));
    expect(await store.interrupted('ops')).toMatchObject([{ seq, attempts: 2 }]);
  });

  it('keeps a dead one with its reason, counted', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops', CLAIM)]);
    await put(store, { id: b }, [to('ops')]);
    const result = { outcome: 'dead', at: NOW + 7, reason: 'forbidden', detail: 'was kicked' } as const;
    await store.step(step('ops', { results: [{ seq, result }] }));
    expect(await store.counts('ops')).toEqual({ waiting: 1, dead: 1 });
    expect(await store.counts('alerts')).toEqual({ waiting: 0, dead: 0 });
    expect(await deliveriesOf(store, a)).toMatchObject([
      {
        state: 'dead',
        endedAt: NOW + 7,
        reason: 'forbidden',
        failures: [{ attempt: 1, detail: 'was kicked' }],
      },
    ]);
  });

  it('writes a step as a whole or not at all', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops')]);
    const impossible = { ...FAILING, failures: Number.NaN };
    await expect(
      store.step(step('ops', { claims: [{ seq, claim: CLAIM }], health: impossible })),
    ).rejects.toThrow();
    expect(await store.interrupted('ops')).toEqual([]);
    expect(await store.waiting('ops', 0, 10)).toMatchObject([{ seq, attempts: 0 }]);
  });

  it('keeps how a channel is over a restart; one that nobody knows is healthy', async () => {
    await using opened = await openFresh(engine);
    await opened.store.step(step('ops', { health: FAILING }));
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.health('ops')).toEqual(FAILING);
    expect(await again.health('alerts')).toEqual(HEALTHY);
    await again.step(step('ops', { health: HEALTHY }));
    expect(await again.health('ops')).toEqual(HEALTHY);
    await again.close();
  });

  it('gives up everything of one channel at once, and nothing of another', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops', CLAIM), to('alerts')]);
    await put(store, { id: b }, [to('ops')]);
    const [done = deliverySeqOf(0)] = await put(store, { id: c }, [to('ops', CLAIM)]);
    const ref = { id: 'm1' };
    await store.step(
      step('ops', { results: [{ seq: done, result: { outcome: 'delivered', at: NOW, ref } }] }),
    );

    expect(await store.giveUp('ops', NOW + 9, 'no answer for a day', FAILING)).toBe(2);
    expect(await store.counts('ops')).toEqual({ waiting: 0, dead: 2 });
    expect(await store.interrupted('ops')).toEqual([]);
    expect(await store.health('ops')).toEqual({ ...FAILING, givenUp: FAILING.givenUp + 2 });
    expect(await deliveriesOf(store, b)).toMatchObject([
      {
        state: 'dead',
        endedAt: NOW + 9,
        reason: 'channel-failed-too-long',
        failures: [{ attempt: 1, at: NOW + 9, detail: 'no answer for a day' }],
      },
    ]);
    expect(await deliveriesOf(store, c)).toMatchObject([{ state: 'delivered' }]);
    expect(await store.counts('alerts')).toEqual({ waiting: 1, dead: 0 });
    expect(await store.giveUp('ops', NOW + 10, 'still none', FAILING)).toBe(0);
  });

  it('gives up no change of a card: it waits, also where a dead process was sending it', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const card = incidentAt(NOW);
    await put(store, { id: a }, [to('ops', CLAIM, card)]);
    await put(store, { id: b }, [to('ops', null, card)]);
    await put(store, { id: c }, [to('ops')]);
    expect(await store.giveUp('ops', NOW + 9, 'no answer for a day', FAILING)).toBe(1);
    expect(await store.counts('ops')).toEqual({ waiting: 2, dead: 1 });
    expect(await store.interrupted('ops')).toEqual([]);
  });

  it('gives the events that it has of those it is asked for', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a, type: 'first' }, []);
    await put(store, { id: b, type: 'second' }, []);
    const events = await store.eventsById([b, c, a]);
    expect(events).toEqual(
      new Map([
        [a, eventWith({ id: a, type: 'first' })],
        [b, eventWith({ id: b, type: 'second' })],
      ]),
    );
    expect(await store.eventsById([])).toEqual(new Map());
  });

  it('adds deliveries to an event that is kept, beside the old ones, and shows them in its trail', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops', CLAIM)]);
    await put(store, { id: b }, [to('ops')]);
    expect(await store.redeliver(a, [to('alerts'), to('ops', CLAIM)])).toEqual([3, 4]);
    expect(await store.redeliver(a, [to('ops')])).toEqual([5]);
    expect((await deliveriesOf(store, a)).map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      'ops sending',
      'alerts waiting',
      'ops sending',
      'ops waiting',
    ]);
    expect(await deliveriesOf(store, b)).toHaveLength(1);
    expect((await store.waiting('ops', 0, 10)).map(({ eventId }) => eventId)).toEqual([b, a]);
    expect(await store.redeliver(a, [])).toEqual([]);
  });

  it('adds no deliveries to an event that is not kept', async () => {
    await using opened = await openFresh(engine);
    expect(await opened.store.redeliver(a, [to('ops')])).toBe(null);
    expect(await opened.store.waiting('ops', 0, 10)).toEqual([]);
  });
});
