import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { deliverySeqOf } from '../../src/core/ids.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { DELIVERIES_SHOWN } from '../../src/storage/read-incidents.ts';
import {
  cardWith,
  CLAIM,
  idAt,
  incidentAt,
  incidentWith,
  NOW,
  newEvent,
  noteWith,
  openFresh,
  put,
  refusedWith,
  resolvedWith,
  silenceWith,
  step,
  to,
} from './stores.ts';

const [a, b, c, d] = [incidentAt(NOW, 1), incidentAt(NOW, 2), incidentAt(NOW, 3), incidentAt(NOW, 4)];

/** An event that says how a card changed. */
function changeAt(n: number, change: string) {
  return { id: idAt(NOW, n), time: NOW + n, source: 'pithead', type: `incident.${change}`, data: { change } };
}

async function listed(store: Pick<Storage, 'incidents'>, open: boolean, limit: number) {
  return (await store.incidents({ open, limit })).map(({ id }) => id);
}

describe.each(ENGINES)('incidents over $scheme', (engine) => {
  it('lists what is not over first, then the newest, so many as it is asked', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const incidents = [
      incidentWith({ id: b }),
      resolvedWith(NOW + 9, { id: c }),
      incidentWith({ id: a }),
      resolvedWith(NOW + 1, { id: d }),
    ];
    await store.keepAlerts({ incidents });
    expect(await listed(store, false, 10)).toEqual([b, a, d, c]);
    expect(await listed(store, false, 3)).toEqual([b, a, d]);
    expect(await listed(store, true, 10)).toEqual([b, a]);
    expect(await listed(store, true, 1)).toEqual([b]);
  });

  it('gives an incident with its history, what else stands on its card, and where that went', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [first, second] = [incidentWith({ id: a }), resolvedWith(NOW + 3, { id: b, card: a })];
    const notes = [noteWith({ incident: b, step: 'opened' }), noteWith({ incident: b, step: 'resolved' })];
    await store.keepAlerts({
      incidents: [second, first, incidentWith({ id: c })],
      cards: [cardWith({ id: a })],
      notes: [...notes, noteWith({ incident: a })],
    });
    const [seq = deliverySeqOf(0)] = await put(store, changeAt(10, 'opened'), [
      to('ops', CLAIM, a),
      to('alerts', null, a),
    ]);
    await put(store, changeAt(11, 'opened'), [to('ops', null, c), to('ops')]);
    await put(store, changeAt(12, 'of nobody knows what'), [to('ops', null, a)]);
    const result = { outcome: 'retry', at: NOW + 20, reason: 'timeout', detail: 'no answer' } as const;
    await store.step(step('ops', { results: [{ seq, result }] }));

    const record = await store.incident(b);
    expect(record).toMatchObject({ incident: second, onCard: [first, second], notes });
    expect(record?.deliveries).toMatchObject([
      {
        at: NOW + 10,
        change: 'opened',
        delivery: { channel: 'ops', state: 'waiting', failures: [{ attempt: 1, detail: 'no answer' }] },
      },
      { at: NOW + 10, change: 'opened', delivery: { channel: 'alerts', state: 'waiting', failures: [] } },
      { at: NOW + 12, change: 'incident.of nobody knows what', delivery: { channel: 'ops' } },
    ]);
  });

  it('shows the newest deliveries of a card that had too many', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ incidents: [incidentWith({ id: a })] });
    await store.accept(
      Array.from({ length: DELIVERIES_SHOWN + 1 }, (_, n) =>
        newEvent(changeAt(10 + n, 'still'), { deliveries: [to('ops', null, a)] }),
      ),
    );
    const shown = (await store.incident(a))?.deliveries ?? [];
    expect(shown).toHaveLength(DELIVERIES_SHOWN);
    expect([shown.at(0)?.at, shown.at(-1)?.at]).toEqual([NOW + 11, NOW + 10 + DELIVERIES_SHOWN]);
  });

  it.each(['', 'nobody', "' or 1=1 --", '7zzzzzzzzzzzz', idAt(NOW, 99)])(
    'knows no incident %j',
    async (id) => {
      await using opened = await openFresh(engine);
      await opened.store.keepAlerts({ incidents: [incidentWith({ id: a })] });
      expect(await opened.store.incident(id)).toBe(null);
    },
  );

  it('finds an incident by its id: after an event, before a refused request and a delivery', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ incidents: [a, b].map((id) => incidentWith({ id })) });
    await put(store, { id: idAt(NOW, 1) }, []);
    await put(store, { id: idAt(NOW, 20), deliveryId: b }, []);
    await store.addRefused([refusedWith({ requestId: idAt(NOW, 2) })]);
    expect(await store.find(a)).toMatchObject({ kind: 'event', record: { event: { id: a } } });
    expect(await store.find(b)).toMatchObject({ kind: 'incident', record: { incident: { id: b } } });
  });

  it('says of an event which card it changed, where a channel got that', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: idAt(NOW, 10) }, [to('ops'), to('alerts', null, c)]);
    await put(store, { id: idAt(NOW, 11) }, [to('ops')]);
    const cards = (await store.events({ source: null, limit: 5 })).map((record) => record.card);
    expect(cards).toEqual([undefined, c]);
  });

  it('counts ids of incidents among those that were handed out', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ incidents: [incidentWith({ id: b })] });
    expect(await store.newestId()).toBe(b);
    await put(store, { id: idAt(NOW, 3) }, []);
    expect(await store.newestId()).toBe(idAt(NOW, 3));
    await store.keepAlerts({ incidents: [incidentWith({ id: d })] });
    expect(await store.newestId()).toBe(d);
  });

  it('is read beside the program that writes', async () => {
    await using opened = await openFresh(engine);
    const trail = engine.openTrail(opened.address);
    expect(await trail?.incidents({ open: false, limit: 5 })).toEqual([]);
    const { store } = opened;
    await store.keepAlerts({
      incidents: [incidentWith({ id: a })],
      notes: [noteWith({ incident: a })],
      silences: [silenceWith()],
    });
    await put(store, changeAt(10, 'opened'), [to('ops', null, a)]);
    expect(await trail?.incidents({ open: true, limit: 5 })).toEqual([incidentWith({ id: a })]);
    expect(await trail?.incident(a)).toEqual(await store.incident(a));
    expect(await trail?.silences()).toEqual([silenceWith()]);
    expect(await trail?.find(a)).toMatchObject({ kind: 'incident', record: { deliveries: [{}] } });
    await trail?.close();
  });

  it.each([
    ['incidents', 'labels', '{"a":1}', `incident ${incidentAt(NOW, 1)}, labels: `],
    ['incidents', 'except', 'no JSON', `incident ${incidentAt(NOW, 1)}, except: `],
    ['incidents', 'to', '"ops"', `incident ${incidentAt(NOW, 1)}, to: `],
    ['incidents', 'policy', '{}', `incident ${incidentAt(NOW, 1)}, policy: `],
    ['incidents', 'acknowledged', '[]', `incident ${incidentAt(NOW, 1)}, acknowledged: `],
    ['incidents', 'muted', '{"until":"soon"}', `incident ${incidentAt(NOW, 1)}, muted: `],
    ['incidents', 'source', 'github', `incident ${incidentAt(NOW, 1)}, source: github`],
    ['incidents', 'state', 'new', `incident ${incidentAt(NOW, 1)}, state: new`],
    ['cards', 'escalation', '["x"]', `card ${incidentAt(NOW, 1)}, escalation: `],
    ['cards', 'last', '{"change":"exploded"}', `card ${incidentAt(NOW, 1)}, last: `],
    ['card_messages', 'place', '[1]', `card ${incidentAt(NOW, 1)}, place: `],
  ])('says where a row is damaged: %s.%s', async (table, column, value, where) => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ incidents: [incidentWith({ id: a })], cards: [cardWith({ id: a })] });
    await store.step(step('ops', { cards: [{ card: a, ref: { id: '1', place: {} } }] }));
    const database = new Database(opened.address);
    database.prepare(`update ${table} set "${column}" = ?`).run(value);
    database.close();
    const reading = table === 'card_messages' ? store.cardPlaces('ops', [a]) : store.card(a);
    await expect(reading).rejects.toThrow(`the database holds what can't be read: ${where}`);
  });
});
