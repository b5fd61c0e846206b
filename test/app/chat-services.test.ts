import { expect, it } from 'vitest';
import { createChatServices } from '../../src/app/chat-services.ts';
import type { Actor } from '../../src/core/incident.ts';
import { incidentDetail, incidentView, silenceView } from '../../src/core/incident-views.ts';
import { openSqlite } from '../../src/storage/open.ts';
import { NO_LEDGER } from '../support/no-ledger.ts';
import {
  cardWith,
  incidentAt,
  incidentWith,
  NOW,
  noteWith,
  openFresh,
  resolvedWith,
  silenceWith,
} from '../storage/stores.ts';

const OPEN = incidentWith({ id: incidentAt(NOW, 1) });
const ENDED = resolvedWith(NOW, { id: incidentAt(NOW, 2) });
const NOTES = [noteWith({ incident: OPEN.id, step: 'opened' })];
const SILENCE = silenceWith();
const ADA: Actor = { name: 'ada', via: 'discord' };
const progress = (): void => {};

it('the chats see the incidents as the command line does, and act by what alerts offer', async () => {
  await using opened = await openFresh({ scheme: 'sqlite', open: openSqlite, openTrail: () => null });
  const { store } = opened;
  await store.keepAlerts({
    incidents: [OPEN, ENDED],
    cards: [cardWith({ id: OPEN.id }), cardWith({ id: ENDED.id })],
    notes: NOTES,
    silences: [SILENCE],
  });
  const asked: unknown[] = [];
  const asks =
    <T>(name: string, answer: T) =>
    (...args: readonly unknown[]): Promise<T> => {
      asked.push([name, ...args]);
      return Promise.resolve(answer);
    };
  const services = createChatServices({
    clock: { now: () => NOW },
    trail: store,
    known: () => ({ version: '1', startedAt: NOW, channels: [], sources: [] }),
    flush: () => Promise.resolve(),
    replay: () => Promise.resolve({ outcome: 'unknown' }),
    incidents: store,
    actions: {
      acknowledge: asks('ack', { outcome: 'acknowledged', incident: OPEN, also: 0 }),
      mute: asks('mute', { outcome: 'too-many' }),
      unmute: asks('unmute', { outcome: 'unavailable' }),
    },
    rerun: asks('rerun', { outcome: 'ok', detail: '' }),
    canaries: { list: asks('list', []), history: asks('history', null) },
    chart: asks('chart', null),
    ledger: NO_LEDGER,
    spending: {
      spend: asks('spend', null),
      spendChart: asks('spendChart', null),
      digest: asks('digest', { title: '', body: '', link: null }),
    },
    doctor: () => Promise.resolve([]),
  });

  expect(await services.incidents({ open: false, limit: 9 })).toEqual([OPEN, ENDED].map(incidentView));
  expect(await services.incidents({ open: true, limit: 9 })).toEqual([incidentView(OPEN)]);
  expect(await services.incident(OPEN.id)).toEqual(
    incidentDetail({ incident: OPEN, onCard: [OPEN], notes: NOTES, deliveries: [] }),
  );
  expect(await services.incident('nonsense')).toBe(null);
  expect(await services.silences()).toEqual([silenceView(SILENCE)]);
  expect(await services.trace(OPEN.id)).toMatchObject({ id: OPEN.id });

  expect(await services.acknowledge(OPEN.id, ADA)).toEqual({
    outcome: 'acknowledged',
    incident: OPEN,
    also: 0,
  });
  expect(await services.mute('host=pi', 1, 'why', ADA)).toEqual({ outcome: 'too-many' });
  expect(await services.unmute('host=pi', ADA)).toEqual({ outcome: 'unavailable' });
  expect(await services.rerun('pong', progress)).toEqual({ outcome: 'ok', detail: '' });
  expect(await services.canaries()).toEqual([]);
  expect(await services.canary('pong')).toBe(null);
  expect(await services.canaryChart('pong')).toBe(null);
  expect(asked).toEqual([
    ['ack', OPEN.id, ADA],
    ['mute', 'host=pi', 1, 'why', ADA],
    ['unmute', 'host=pi', ADA],
    ['rerun', 'pong', progress],
    ['list'],
    ['history', 'pong', { since: NOW - 7 * 86_400_000, limit: expect.any(Number) }],
    ['chart', 'pong'],
  ]);
});
