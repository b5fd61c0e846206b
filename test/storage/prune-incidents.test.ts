import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { standingId } from '../../src/core/ids.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { NOTES_KEPT } from '../../src/storage/keep-notes.ts';
import { RESOLVED_KEPT, RESOLVED_KEPT_MS } from '../../src/storage/prune-incidents.ts';
import {
  cardWith,
  idAt,
  incidentAt,
  incidentWith,
  NOW,
  noteWith,
  openFresh,
  put,
  resolvedWith,
  step,
  to,
} from './stores.ts';

const LIMIT = NOW - RESOLVED_KEPT_MS;
const [a, b, c] = [incidentAt(NOW, 1), incidentAt(NOW, 2), incidentAt(NOW, 3)];

async function pruneAll(store: Storage, now = NOW): Promise<readonly number[]> {
  const pieces: number[] = [];
  for (let gone = await store.prune(now); gone > 0; gone = await store.prune(now)) pieces.push(gone);
  return pieces;
}

/** How many rows each table about incidents has. */
function rowsOf(address: string): Readonly<Record<string, unknown>> {
  const database = new Database(address, { readonly: true });
  const tables = ['incidents', 'incident_notes', 'cards', 'card_messages'];
  const counts = tables.map((table) => database.prepare(`select count(*) from ${table}`).pluck().get());
  database.close();
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]]));
}

describe.each(ENGINES)('pruning incidents over $scheme', (engine) => {
  it('lets one go, with all about it, that has been over for longer than it must be kept', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const ids = [a, b, c];
    await store.keepAlerts({
      incidents: [
        resolvedWith(LIMIT - 1, { id: a }),
        resolvedWith(LIMIT, { id: b }),
        incidentWith({ id: c, startedAt: 0, lastSeenAt: 0 }),
      ],
      cards: ids.map((id) => cardWith({ id })),
      notes: ids.map((incident) => noteWith({ incident })),
    });
    await store.step(step('ops', { cards: ids.map((card) => ({ card, ref: { id: card } })) }));
    await pruneAll(store);
    expect(await store.find(a)).toBe(null);
    expect(await store.card(a)).toBe(null);
    expect(await store.cardChannels(a)).toEqual([]);
    for (const id of [b, c]) {
      expect((await store.incident(id))?.notes).toHaveLength(1);
      expect(await store.cardPlaces('ops', [id])).toEqual(new Map([[id, { id }]]));
    }
    expect(rowsOf(opened.address)).toEqual({ incidents: 2, incident_notes: 2, cards: 2, card_messages: 2 });
  });

  it('keeps an old one that a card is named after, and the card, while another stands on it', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const other = incidentWith({ id: b, card: a });
    const first = resolvedWith(LIMIT - 1, { id: a });
    const third = resolvedWith(LIMIT - 1, { id: c, card: a });
    await store.keepAlerts({ incidents: [first, other, third], cards: [cardWith({ id: a })] });
    expect(await pruneAll(store)).toEqual([1]);
    expect(await store.card(a)).toEqual({ card: cardWith({ id: a }), incidents: [first, other] });
    expect(await store.find(a)).toMatchObject({ kind: 'incident' });
    await store.keepAlerts({ incidents: [resolvedWith(LIMIT - 1, { id: b, card: a })] });
    // First the other, then the one that the card is named after, then the card.
    expect(await pruneAll(store)).toEqual([1, 1, 1]);
  });

  it('keeps the newest so many of those that are over, and all that are not', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const over = Array.from({ length: RESOLVED_KEPT + 25 }, (_, n) => {
      const id = incidentAt(NOW, n);
      // Several end at the same moment.
      return resolvedWith(NOW - 10_000 + Math.floor(n / 10), { id, fingerprint: `f${n}` });
    });
    const open = Array.from({ length: 30 }, (_, n) =>
      incidentWith({ id: incidentAt(0, n), startedAt: 0, fingerprint: `o${n}` }),
    );
    await store.keepAlerts({ incidents: [...over, ...open] });
    expect(await pruneAll(store)).toEqual([20, 5]);
    const kept = await store.incidents({ open: false, limit: 10_000 });
    expect(kept.map(({ id }) => id)).toEqual(
      [...open.toReversed(), ...over.slice(25).toReversed()].map(({ id }) => id),
    );
  });

  it('goes in pieces, each bounded, also where every one has a long history', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const ids = Array.from({ length: 45 }, (_, n) => incidentAt(LIMIT, n));
    await store.keepAlerts({
      incidents: ids.map((id) => resolvedWith(LIMIT - 1, { id })),
      cards: ids.map((id) => cardWith({ id })),
    });
    const database = new Database(opened.address);
    database
      .prepare(
        `insert into incident_notes with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
         select id, i, 0, 0, 1, '', '', '' from incidents, n`,
      )
      .run(NOTES_KEPT);
    database.close();
    expect(await pruneAll(store)).toEqual([20, 20, 5, 45]);
    expect(rowsOf(opened.address)).toEqual({ incidents: 0, incident_notes: 0, cards: 0, card_messages: 0 });
  });

  it('lets an event of a card go, and leaves the card where it stands', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ incidents: [incidentWith({ id: a })], cards: [cardWith({ id: a })] });
    await put(store, { id: idAt(LIMIT - 1), time: LIMIT - 1 }, [to('ops', null, a)]);
    await store.step(step('ops', { cards: [{ card: a, ref: { id: '1' } }] }));
    expect(await pruneAll(store)).toEqual([1]);
    expect(await store.cardPlaces('ops', [a])).toEqual(new Map([[a, { id: '1' }]]));
    expect((await store.incident(a))?.deliveries).toEqual([]);
  });

  it('keeps where a message stands that is no card and stands for good', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const standing = standingId(Buffer.from('a loopback in a channel'));
    await store.step(step('ops', { cards: [{ card: standing, ref: { id: '4711' } }] }));
    expect(await pruneAll(store)).toEqual([]);
    expect(await store.cardPlaces('ops', [standing])).toEqual(new Map([[standing, { id: '4711' }]]));
  });

  it('lets go of what a replay wrote of a card that was gone', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await put(store, { id: idAt(NOW) }, [to('ops', null, a), to('alerts', null, a)]);
    expect(await pruneAll(store)).toEqual([1]);
    expect(rowsOf(opened.address)).toMatchObject({ card_messages: 0 });
    expect(await store.waiting('ops', 0, 10)).toMatchObject([{ card: a }]);
  });
});
