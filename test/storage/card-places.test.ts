import { describe, expect, it } from 'vitest';
import { deliverySeqOf, type IncidentId } from '../../src/core/ids.ts';
import type { MessageRef } from '../../src/core/message.ts';
import { HEALTHY } from '../../src/core/ports.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { CLAIM, idAt, incidentAt, key, newEvent, NOW, openFresh, put, step, to } from './stores.ts';

const [a, b] = [idAt(NOW, 1), idAt(NOW, 2)];
const [card, other] = [incidentAt(NOW, 8), incidentAt(NOW, 9)];
const REF = { id: '4711', place: { chat: '-100', thread: '7' } };

describe.each(ENGINES)('where cards stand, over $scheme', (engine) => {
  it('knows who got a card as soon as its event is accepted, and that it stands nowhere yet', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops', CLAIM, card), to('alerts', null, card), to('plain')]);
    expect(await store.cardChannels(card)).toEqual(['alerts', 'ops']);
    expect(await store.cardChannels(other)).toEqual([]);
    expect(await store.cardPlaces('ops', [card, other])).toEqual(new Map());
  });

  it('gives a delivery with its card to the outbox, waiting or interrupted', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops', CLAIM, card), to('ops', null, other), to('ops')]);
    expect((await store.interrupted('ops')).map((delivery) => delivery.card)).toEqual([card]);
    expect((await store.waiting('ops', 0, 10)).map((delivery) => delivery.card)).toEqual([other, null]);
  });

  it('learns of a channel by a replay, too', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops', null, card)]);
    await store.redeliver(a, [to('late', null, card), to('plain')]);
    expect(await store.cardChannels(card)).toEqual(['late', 'ops']);
    expect(await store.waiting('late', 0, 10)).toMatchObject([{ card }]);
  });

  it('learns nothing from a duplicate', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.accept([newEvent({ id: a }, { dedup: key('k'), deliveries: [to('ops', null, card)] })]);
    await store.accept([newEvent({ id: b }, { dedup: key('k'), deliveries: [to('late', null, card)] })]);
    expect(await store.cardChannels(card)).toEqual(['ops']);
  });

  it('keeps a place with the result that made it, over a restart and over later deliveries', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [seq = deliverySeqOf(0)] = await put(store, { id: a }, [to('ops', CLAIM, card)]);
    const results = [{ seq, result: { outcome: 'delivered', at: NOW, ref: REF } as const }];
    await store.step(step('ops', { results, cards: [{ card, ref: REF }] }));
    await put(store, { id: b }, [to('ops', null, card), to('alerts', null, card)]);
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.cardPlaces('ops', [card, other])).toEqual(new Map([[card, REF]]));
    expect(await again.cardPlaces('alerts', [card])).toEqual(new Map());
    expect(await again.cardPlaces('ops', [])).toEqual(new Map());
    await again.close();
  });

  it('takes the newer place, of a card that was sent anew, also one without more than an id', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.step(step('ops', { cards: [{ card, ref: REF }] }));
    await store.step(
      step('ops', {
        cards: [
          { card, ref: { id: 'new' } },
          { card: other, ref: REF },
        ],
      }),
    );
    expect(await store.cardPlaces('ops', [card, other])).toEqual(
      new Map<IncidentId, MessageRef>([
        [card, { id: 'new' }],
        [other, REF],
      ]),
    );
    expect(await store.cardChannels(card)).toEqual(['ops']);
  });

  it('keeps no place of a step that is refused, and no channel of an event that is', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const health = { ...HEALTHY, failures: Number.NaN };
    await expect(store.step(step('ops', { cards: [{ card, ref: REF }], health }))).rejects.toThrow();
    await put(store, { id: a }, []);
    await expect(
      store.accept([newEvent({ id: b }, { deliveries: [to('ops', null, card)] }), newEvent({ id: a })]),
    ).rejects.toThrow();
    expect(await store.cardChannels(card)).toEqual([]);
  });
});
