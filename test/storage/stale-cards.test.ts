import { describe, expect, it } from 'vitest';
import type { CardPlace } from '../../src/core/alerts.ts';
import { HOUR_MS } from '../../src/core/duration.ts';
import type { DeliverySeq, EventId, IncidentId } from '../../src/core/ids.ts';
import type { DeliveryResult } from '../../src/core/ports.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { CLAIM, idAt, incidentAt, newEvent, NOW, openFresh, put, step, to } from './stores.ts';

const [a, b, c] = [idAt(NOW, 1), idAt(NOW, 2), idAt(NOW, 3)];
const [card, other] = [incidentAt(NOW, 8), incidentAt(NOW, 9)];
const REF = { id: '4711' };
const REFUSED = { outcome: 'dead', at: NOW, reason: 'refused', detail: '' } as const;
const DELIVERED = { outcome: 'delivered', at: NOW, ref: REF } as const;

/** A change of the card for `ops`, where that is configured. */
async function change(
  store: Storage,
  id: EventId,
  what: {
    readonly of?: IncidentId;
    readonly for?: readonly string[];
    readonly except?: readonly string[];
  } = {},
): Promise<readonly DeliverySeq[]> {
  const { of = card, for: channels = ['ops'], except = [] } = what;
  const deliveries = channels.map((channel) => to(channel, CLAIM, of));
  const [stored] = await store.accept([newEvent({ id }, { deliveries, card: { id: of, except } })]);
  if (stored?.outcome !== 'stored') throw new Error('not stored');
  return stored.deliveries;
}

async function ended(
  store: Storage,
  seqs: readonly DeliverySeq[],
  result: DeliveryResult,
  ...cards: readonly CardPlace[]
): Promise<void> {
  await store.step(step('ops', { results: seqs.map((seq) => ({ seq, result })), cards }));
}

const stale = (store: Storage, now = NOW) => store.staleCards('ops', now, 10);

describe.each(ENGINES)('cards that are out of date in a channel, over $scheme', (engine) => {
  it('are those whose message shows an older change, and that nothing waits for', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const first = await change(store, a);
    expect(await stale(store)).toEqual([]);
    await ended(store, first, DELIVERED, { card, ref: REF, shows: a });
    expect(await stale(store)).toEqual([]);
    await change(store, b, { for: [] });
    expect(await stale(store)).toEqual([{ card, event: b, severity: 'info', refused: false }]);
    expect(await store.staleCards('spare', NOW, 10)).toEqual([]);
    const again = await store.redeliver(b, [to('ops', null, card)]);
    expect(await stale(store)).toEqual([]);
    await ended(store, again ?? [], DELIVERED, { card, ref: REF, shows: b });
    expect(await stale(store)).toEqual([]);
  });

  it('are not those that stand nowhere, nor where the change does not concern the channel', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await ended(store, await change(store, a), DELIVERED, { card, ref: REF, shows: a });
    await ended(store, await change(store, b, { of: other }), REFUSED);
    await change(store, c, { for: [], except: ['spare', 'ops'] });
    expect(await stale(store, NOW + HOUR_MS)).toEqual([]);
  });

  it('are those that were refused once, and long enough ago', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await ended(store, await change(store, a), DELIVERED, { card, ref: REF, shows: a });
    await ended(store, await change(store, b), REFUSED, { card, ref: REF });
    expect(await stale(store, NOW - 1)).toEqual([]);
    expect(await stale(store)).toEqual([{ card, event: b, severity: 'info', refused: true }]);
    await ended(store, (await store.redeliver(b, [to('ops', null, card)])) ?? [], REFUSED);
    expect(await stale(store, NOW + HOUR_MS)).toEqual([]);
  });

  it('are at most so many', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    for (let n = 0; n < 5; n++) {
      const of = incidentAt(NOW, 100 + n);
      await ended(store, await change(store, idAt(NOW, 10 + n), { of }), DELIVERED, { card: of, ref: REF });
    }
    expect(await stale(store)).toHaveLength(5);
    expect(await store.staleCards('ops', NOW, 3)).toHaveLength(3);
  });
});

describe.each(ENGINES)('the channels of an event, over $scheme', (engine) => {
  it('are those that it was for when it was accepted, not those of its replays', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: a }, [to('ops'), to('alerts')]);
    await put(store, { id: b }, [to('plain')]);
    await put(store, { id: c }, []);
    await store.redeliver(a, [to('late')]);
    expect(await store.channelsOf(a)).toEqual(['ops', 'alerts']);
    expect(await store.channelsOf(b)).toEqual(['plain']);
    expect([await store.channelsOf(c), await store.channelsOf(idAt(NOW, 4))]).toEqual([[], []]);
  });
});
