import { describe, expect, it } from 'vitest';
import { CARD_CHANGES, INCIDENT_STATES, type Card, type Incident } from '../../src/core/incident.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { DEFERRED_KEPT, SILENCES_KEPT, WATCHED_KEPT } from '../../src/storage/keep-alerts.ts';
import { naughtyStrings } from '../support/corpora.ts';
import {
  cardWith,
  incidentAt,
  incidentWith,
  newEvent,
  NOW,
  noteWith,
  openFresh,
  resolvedWith,
  silenceWith,
} from './stores.ts';

const [a, b, c] = [incidentAt(NOW, 1), incidentAt(NOW, 2), incidentAt(NOW, 3)];
const HOSTILE = "\u0000\u001b[2J\u2028 👩‍👧 '); drop table incidents; --";

const FULL: Incident = {
  id: b,
  fingerprint: HOSTILE,
  source: 'canary',
  traceId: incidentWith().traceId,
  card: a,
  state: 'muted',
  severity: 'critical',
  title: HOSTILE,
  evidence: `${HOSTILE}\nline`,
  cause: HOSTILE,
  next: HOSTILE,
  labels: { host: HOSTILE, [HOSTILE]: '', toString: 'x' },
  rerun: 'pong',
  except: ['ops', HOSTILE],
  to: ['ops', HOSTILE],
  policy: { fire: { n: 2, of: 3 }, resolve: { n: 1, of: 2 }, quietMs: 90_000, tell: 'when-over' },
  startedAt: NOW - 5,
  resolvedAt: NOW + 6,
  ending: HOSTILE,
  lastSeenAt: NOW + 1,
  observations: 7,
  comebacks: 2,
  acknowledged: { by: HOSTILE, at: NOW + 2 },
  muted: { until: NOW + 9, by: 'maintenance backup', reason: HOSTILE, target: null },
  notifications: 4,
};

const FULL_CARD: Card = {
  id: a,
  cause: HOSTILE,
  openedAt: NOW - 5,
  resolvedAt: NOW + 6,
  severity: 'critical',
  tellingSince: NOW - 4,
  reminders: 3,
  escalation: { since: NOW, done: ['15 min', '1 h'] },
  last: {
    version: 12,
    at: NOW + 6,
    change: 'resolved',
    loud: true,
    reply: { title: HOSTILE, body: HOSTILE, silent: true },
    also: ['boss'],
  },
};

describe.each(ENGINES)('what alerts keep, over $scheme', (engine) => {
  it('gives every field of an incident and its card back over a restart', async () => {
    await using opened = await openFresh(engine);
    const mutedForGood = incidentWith({
      id: c,
      card: a,
      muted: { until: NOW, by: 'ada', reason: null, target: 'a' },
    });
    await opened.store.keepAlerts({ incidents: [FULL, mutedForGood], cards: [FULL_CARD] });
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.card(a)).toEqual({ card: FULL_CARD, incidents: [FULL, mutedForGood] });
    expect(await again.card(b)).toBe(null);
    await again.close();
  });

  it.each(INCIDENT_STATES)('keeps an incident that is %s', async (state) => {
    await using opened = await openFresh(engine);
    await opened.store.keepAlerts({ incidents: [incidentWith({ id: a, state })] });
    expect((await opened.store.incident(a))?.incident.state).toBe(state);
  });

  it.each(CARD_CHANGES)('keeps an announcement that says %s, and nothing to reply', async (change) => {
    await using opened = await openFresh(engine);
    const last = { version: 1, at: NOW, change, loud: false, reply: null, also: [] };
    await opened.store.keepAlerts({ cards: [cardWith({ id: a, last })] });
    expect((await opened.store.card(a))?.card.last).toEqual(last);
  });

  it('keeps any text of a label', async () => {
    await using opened = await openFresh(engine);
    const labels = Object.fromEntries(naughtyStrings.map((text, index) => [`${index}${text}`, text]));
    await opened.store.keepAlerts({ incidents: [incidentWith({ id: a, labels })] });
    expect((await opened.store.incident(a))?.incident.labels).toEqual(labels);
  });

  it('writes an incident and a card that it knows anew, field by field', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({
      incidents: [incidentWith({ id: b, card: a })],
      cards: [cardWith({ id: a })],
    });
    await store.keepAlerts({ incidents: [FULL], cards: [FULL_CARD] });
    expect(await store.card(a)).toEqual({ card: FULL_CARD, incidents: [FULL] });
  });

  it('knows at the start what is not over and what ended lately, and the cards of those', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const open = incidentWith({ id: a });
    const lately = resolvedWith(NOW - 10, { id: b });
    const longAgo = resolvedWith(NOW - 11, { id: c });
    await store.keepAlerts({
      incidents: [open, lately, longAgo],
      cards: [cardWith({ id: a }), cardWith({ id: b }), cardWith({ id: c })],
    });
    const { incidents, cards } = await store.past(NOW - 10);
    expect(incidents).toEqual([open, lately]);
    expect(cards).toEqual([cardWith({ id: a }), cardWith({ id: b })]);
    // The rest is kept all the same.
    expect(await store.card(c)).toMatchObject({ incidents: [longAgo] });
  });

  it('knows nothing at the first start', async () => {
    await using opened = await openFresh(engine);
    expect(await opened.store.past(0)).toEqual({
      incidents: [],
      cards: [],
      announced: new Map(),
      watched: [],
      silences: [],
      deferred: [],
    });
  });

  it('knows which change of a card was accepted last, as of the event’s own commit', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepAlerts({ incidents: [incidentWith()], cards: [cardWith()] });
    expect((await store.past(0)).announced).toEqual(new Map([[incidentAt(NOW), 0]]));
    await store.accept([newEvent({ data: { version: 3 } }, { card: { id: incidentAt(NOW), except: [] } })]);
    await store.keepAlerts({ cards: [cardWith({ reminders: 2 })] });
    expect((await store.past(0)).announced).toEqual(new Map([[incidentAt(NOW), 3]]));
  });

  it('remembers the newest observations of a thing until it is told to forget them', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const first = { fingerprint: HOSTILE, recent: [true, false, false], at: NOW };
    const other = { fingerprint: 'other', recent: [false], at: NOW + 1 };
    await store.keepAlerts({ watched: [first, other] });
    expect((await store.past(0)).watched).toEqual([first, other]);
    await store.keepAlerts({ watched: [{ ...first, recent: [false, true], at: NOW + 2 }] });
    await store.keepAlerts({ watched: [{ ...other, recent: [] }] });
    expect((await store.past(0)).watched).toEqual([{ ...first, recent: [false, true], at: NOW + 2 }]);
  });

  it('keeps one mute a target, the newer one, until it is taken back', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [one, two] = [silenceWith({ target: HOSTILE, reason: HOSTILE }), silenceWith({ target: 'two' })];
    await store.keepAlerts({ silences: [one, two] });
    const newer = { ...one, until: NOW + 5_000, by: 'bob', at: NOW + 1, reason: null };
    await store.keepAlerts({ silences: [newer] });
    expect(await store.silences()).toEqual([two, newer]);
    expect((await store.past(0)).silences).toEqual([two, newer]);
    await store.keepAlerts({ unsilenced: ['two', 'nobody'] });
    expect(await store.silences()).toEqual([newer]);
  });

  it('keeps what was deferred, and forgets all of it at once', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const deferred = { fingerprint: 'x', title: HOSTILE, count: 1, firstAt: NOW, lastAt: NOW };
    await store.keepAlerts({ deferred: [deferred] });
    const more = { ...deferred, title: 'now', count: 2, lastAt: NOW + 4 };
    await store.keepAlerts({ deferred: [more] });
    expect((await store.past(0)).deferred).toEqual([more]);
    const next = { ...deferred, fingerprint: 'y' };
    await store.keepAlerts({ deferredOver: true, deferred: [next] });
    expect((await store.past(0)).deferred).toEqual([next]);
  });

  it.each([
    ['a note', { notes: [noteWith({ incident: a, count: Number.NaN })] }],
    ['an observation', { watched: [{ fingerprint: 'w2', recent: [true], at: Number.NaN }] }],
    ['a mute', { silences: [silenceWith({ until: Number.NaN })] }],
    [
      'a deferred one',
      { deferred: [{ fingerprint: 'd', title: '', count: Number.NaN, firstAt: 0, lastAt: 0 }] },
    ],
  ])('writes nothing of a step of which %s is refused', async (_what, refused) => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const before = await store.past(0);
    const whole = {
      incidents: [incidentWith({ id: a })],
      cards: [cardWith({ id: a })],
      notes: [noteWith({ incident: a })],
      watched: [{ fingerprint: 'w1', recent: [true], at: NOW }],
    };
    const neighbour = store.keepAlerts({ incidents: [incidentWith({ id: b })] });
    await expect(store.keepAlerts({ ...whole, ...refused })).rejects.toThrow();
    await neighbour;
    expect(await store.past(0)).toEqual({ ...before, incidents: [incidentWith({ id: b })] });
    expect(await store.card(a)).toBe(null);
    expect(await store.incident(a)).toBe(null);
  });

  it('lets the observations go that are the oldest where too many things are watched', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const things = Array.from({ length: WATCHED_KEPT }, (_, n) => ({
      fingerprint: `w${n}`,
      recent: [true],
      at: NOW + n,
    }));
    await store.keepAlerts({ watched: things });
    await store.keepAlerts({ watched: [{ fingerprint: 'new', recent: [false], at: NOW + WATCHED_KEPT }] });
    const { watched } = await store.past(0);
    expect(watched).toHaveLength(WATCHED_KEPT);
    expect([watched.at(0)?.fingerprint, watched.at(-1)?.fingerprint]).toEqual(['w1', 'new']);
  });

  it('lets the mutes go that end first where there are too many', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const mutes = Array.from({ length: SILENCES_KEPT + 1 }, (_, n) =>
      silenceWith({ target: `t${n}`, until: NOW + 1_000 + ((n + 500) % 501) }),
    );
    await store.keepAlerts({ silences: mutes });
    const targets = (await store.silences()).map(({ target }) => target);
    expect(targets).toHaveLength(SILENCES_KEPT);
    expect(targets).not.toContain('t1');
  });

  it('lets what was deferred longest ago go where there is too much', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const many = Array.from({ length: DEFERRED_KEPT + 2 }, (_, n) => ({
      fingerprint: `d${n}`,
      title: '',
      count: 1,
      firstAt: NOW + n,
      lastAt: NOW + n,
    }));
    await store.keepAlerts({ deferred: many });
    const { deferred } = await store.past(0);
    expect(deferred).toEqual(many.slice(2));
  });
});
