import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CommandUse } from '../../src/core/chat.ts';
import { incidentDetail, incidentView } from '../../src/core/incident-views.ts';
import {
  cardWith,
  incidentAt,
  incidentWith,
  NOW,
  noteWith,
  resolvedWith,
  silenceWith,
} from '../storage/stores.ts';
import { startIncidentControl, type IncidentControl } from './incident-control.ts';

const HOUR = 3_600_000;
const UNKNOWN = '1m5ma3pfz0000';
const OPEN = incidentWith({ id: incidentAt(NOW, 1), severity: 'critical' });
const ACKED = incidentWith({
  id: incidentAt(NOW, 2),
  card: OPEN.id,
  state: 'acknowledged',
  acknowledged: { by: 'bea', at: NOW },
});
const ENDED = resolvedWith(NOW, { id: incidentAt(NOW, 3) });
const NOTES = [noteWith({ incident: OPEN.id, step: 'opened', reason: 'threshold', detail: '1 of 1' })];
const SILENCE = silenceWith({ target: 'host=pi', until: NOW + HOUR, reason: 'moving it' });

let control: IncidentControl;
beforeAll(async () => {
  control = await startIncidentControl();
  await control.store.keepAlerts({
    incidents: [OPEN, ACKED, ENDED],
    cards: [cardWith({ id: OPEN.id }), cardWith({ id: ENDED.id })],
    notes: NOTES,
    silences: [SILENCE],
  });
});
afterAll(() => control.stop());

describe('GET /v1/incidents', () => {
  it('lists what is not over first, then the newest, with the fields of the contract', async () => {
    const { status, body } = await control.get('/v1/incidents');
    expect(status).toBe(200);
    expect(body).toEqual([ACKED, OPEN, ENDED].map(incidentView));
    expect(body).toMatchObject([
      {
        id: ACKED.id,
        fingerprint: 'channel:ops',
        state: 'acknowledged',
        severity: 'warning',
        title: 'ops does not answer',
        startedAt: '2026-11-22T12:00:00.000Z',
        resolvedAt: null,
        observations: 1,
        acknowledgedBy: 'bea',
        cause: null,
        notifications: 0,
      },
      {},
      { state: 'resolved', resolvedAt: '2026-11-22T12:00:00.000Z' },
    ]);
  });

  it.each([
    ['?open=true', [ACKED, OPEN]],
    ['?open=false', [ACKED, OPEN, ENDED]],
    ['?limit=1', [ACKED]],
    ['?open=true&limit=500', [ACKED, OPEN]],
  ])('%s', async (query, expected) => {
    expect((await control.get(`/v1/incidents${query}`)).body).toEqual(expected.map(incidentView));
  });

  it.each(['?open=yes', '?open=', '?limit=0', '?limit=501', '?limit=x', '?limit=1&limit=2'])(
    'refuses %s and says what it takes',
    async (query) => {
      expect(await control.get(`/v1/incidents${query}`)).toEqual({
        status: 400,
        body: { error: 'limit must be a number from 1 to 500, open true or false' },
      });
    },
  );
});

describe('GET /v1/incidents/ID', () => {
  it('gives one whole, with what else stands on its card', async () => {
    const record = { incident: OPEN, onCard: [OPEN, ACKED], notes: NOTES, deliveries: [] };
    expect(await control.get(`/v1/incidents/${OPEN.id}`)).toEqual({
      status: 200,
      body: incidentDetail(record),
    });
  });

  it.each([UNKNOWN, 'x', "' or 1=1 --", '../silences', '\u0000'])('answers 404 for %j', async (id) => {
    expect(await control.get(`/v1/incidents/${encodeURIComponent(id)}`)).toEqual({
      status: 404,
      body: { error: 'no incident has this id: "npx pithead incidents" lists them' },
    });
  });
});

describe('other readings', () => {
  it('GET /v1/silences lists what is muted', async () => {
    expect(await control.get('/v1/silences')).toEqual({
      status: 200,
      body: [{ target: 'host=pi', until: '2026-11-22T13:00:00.000Z', by: 'ada', reason: 'moving it' }],
    });
  });

  it('GET /v1/trace takes an incident’s id, too', async () => {
    expect(await control.get(`/v1/trace/${OPEN.id}`)).toMatchObject({
      status: 200,
      body: { id: OPEN.id, traceId: OPEN.traceId },
    });
  });

  it('GET /metrics counts the open ones by severity and state, the others with 0', async () => {
    const ours = (await control.text('/metrics'))
      .split('\n')
      .filter((line) => line.startsWith('pithead_incidents{'));
    expect(ours).toHaveLength(9);
    const some = ours.filter((line) => !line.endsWith(' 0')).toSorted((a, b) => a.localeCompare(b));
    expect(some).toEqual([
      'pithead_incidents{severity="critical",state="firing"} 1',
      'pithead_incidents{severity="warning",state="acknowledged"} 1',
    ]);
  });
});

describe('GET /v1/audit', () => {
  const use: CommandUse = {
    at: NOW - HOUR,
    user: { platform: 'telegram', id: '666', name: 'mallory' },
    chat: '-100',
    operator: null,
    command: 'ack',
    args: 'x',
    outcome: 'stranger',
  };

  async function audited(): Promise<IncidentControl> {
    const fresh = await startIncidentControl();
    onTestFinished(() => fresh.stop());
    await fresh.store.record({ ...use, at: NOW - 8 * 24 * HOUR });
    await fresh.store.record(use);
    await fresh.post('/v1/replay/nothing', { as: 'pi' });
    return fresh;
  }

  it('tells who tried what, strangers and the command line included, newest first, of the last week', async () => {
    const fresh = await audited();
    expect(await fresh.get('/v1/audit')).toEqual({
      status: 200,
      body: [
        {
          at: '2026-11-22T12:00:00.000Z',
          who: 'pi',
          userId: 'pi',
          platform: 'command line',
          operator: 'pi',
          command: 'replay',
          args: 'nothing',
          outcome: 'nothing',
          chat: '',
        },
        {
          at: '2026-11-22T11:00:00.000Z',
          who: 'mallory',
          userId: '666',
          platform: 'telegram',
          operator: null,
          command: 'ack',
          args: 'x',
          outcome: 'stranger',
          chat: '-100',
        },
      ],
    });
    expect((await fresh.get('/v1/audit?since=2w')).body).toHaveLength(3);
    expect((await fresh.get('/v1/audit?since=30m&limit=5')).body).toHaveLength(1);
    expect((await fresh.get('/v1/audit?limit=1')).body).toHaveLength(1);
  });

  it.each(['?since=yesterday', '?since=', '?limit=0'])('refuses %s', async (query) => {
    expect(await control.get(`/v1/audit${query}`)).toEqual({
      status: 400,
      body: { error: 'limit must be a number from 1 to 500, since a duration like 24h or 7d' },
    });
  });
});
