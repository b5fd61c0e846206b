import { describe, expect, it } from 'vitest';
import type { IncidentId } from '../../src/core/ids.ts';
import type { Note } from '../../src/core/incident.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { NOTES_KEPT } from '../../src/storage/keep-notes.ts';
import { incidentAt, incidentWith, NOW, noteWith, openFresh } from './stores.ts';

const [a, b] = [incidentAt(NOW, 1), incidentAt(NOW, 2)];

async function notesOf(store: Storage, id: IncidentId): Promise<readonly Note[]> {
  return (await store.incident(id))?.notes ?? [];
}

/** So many different ones of a step, one after another. */
function many(count: number, step: string): readonly Note[] {
  return Array.from({ length: count }, (_, n) =>
    noteWith({ incident: a, at: NOW + n, step, detail: `${n}` }),
  );
}

describe.each(ENGINES)("an incident's history over $scheme", (engine) => {
  it('stands in its order, each incident its own', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const notes = [
      noteWith({ incident: a, step: 'opened', reason: 'threshold', detail: '\u001b[2J 🔥' }),
      noteWith({ incident: a, step: 'acknowledged', reason: 'ada', at: NOW + 1, lastAt: NOW + 2, count: 3 }),
    ];
    await store.keepAlerts({ incidents: [incidentWith({ id: a }), incidentWith({ id: b })], notes });
    await store.keepAlerts({ notes: [noteWith({ incident: b })] });
    expect(await notesOf(store, a)).toEqual(notes);
    expect(await notesOf(store, b)).toEqual([noteWith({ incident: b })]);
  });

  it('counts what says the same as the newest note', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const note = noteWith({ incident: a });
    await store.keepAlerts({
      incidents: [incidentWith({ id: a })],
      notes: [note, { ...note, at: NOW + 1, lastAt: NOW + 1 }],
    });
    await store.keepAlerts({ notes: [{ ...note, at: NOW + 2, lastAt: NOW + 2 }] });
    expect(await notesOf(store, a)).toEqual([{ ...note, count: 3, lastAt: NOW + 2 }]);
  });

  it.each<readonly [string, Partial<Note>]>([
    ['step', { step: 'suppressed' }],
    ['reason', { reason: 'muted' }],
    ['detail', { detail: 'more' }],
  ])(
    'begins a new note where the %s is another, and where something was noted between',
    async (_what, other) => {
      await using opened = await openFresh(engine);
      const { store } = opened;
      const note = noteWith({ incident: a });
      await store.keepAlerts({
        incidents: [incidentWith({ id: a })],
        notes: [note, { ...note, ...other }, note],
      });
      expect(await notesOf(store, a)).toEqual([note, { ...note, ...other }, note]);
    },
  );

  it('lets the oldest minor notes go where there are too many, whatever is older than they', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const major = many(NOTES_KEPT - 3, 'worse');
    const minor = [...many(2, 'suppressed'), ...many(3, 'observed')];
    await store.keepAlerts({ incidents: [incidentWith({ id: a })], notes: [...major, ...minor] });
    expect(await notesOf(store, a)).toEqual([...major, ...minor.slice(2)]);
  });

  it('keeps what people did when calls have come for months', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const deed = noteWith({ incident: a, step: 'acknowledge', reason: 'by ada' });
    const [first, ...calls] = many(NOTES_KEPT + 50, 'told');
    const notes = [...(first === undefined ? [] : [first]), deed, ...calls];
    await store.keepAlerts({ incidents: [incidentWith({ id: a })], notes });
    expect(await notesOf(store, a)).toContainEqual(deed);
  });

  it('never lets the first or the newest go', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const first = noteWith({ incident: a, step: 'observed', detail: 'first' });
    const major = many(NOTES_KEPT + 5, 'worse');
    const last = noteWith({ incident: a, step: 'suppressed', detail: 'last' });
    await store.keepAlerts({ incidents: [incidentWith({ id: a })], notes: [first, ...major, last] });
    const notes = await notesOf(store, a);
    expect(notes).toHaveLength(NOTES_KEPT);
    expect(notes).toEqual([first, ...major.slice(-NOTES_KEPT + 2), last]);
    // What says the same as the newest is counted still.
    await store.keepAlerts({ notes: [last] });
    expect((await notesOf(store, a)).at(-1)).toEqual({ ...last, count: 2 });
  });

  it('keeps no note of an incident that is not kept', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ notes: [noteWith({ incident: a })] });
    await store.keepAlerts({ incidents: [incidentWith({ id: a })] });
    expect(await notesOf(store, a)).toEqual([]);
  });
});
