import { describe, expect, it } from 'vitest';
import { eventIdOf, incidentIdOf, keptTraceId } from '../../src/core/ids.ts';
import type { Note } from '../../src/core/incident.ts';
import type { DeliveryRecord, EventRecord } from '../../src/core/ports.ts';
import { traceView, uneditableOf } from '../../src/core/views.ts';
import { incidentWith, NOW } from '../storage/stores.ts';

const EVENT = eventIdOf(1n);
const INCIDENT = incidentIdOf(eventIdOf(2n));
const NONE: ReadonlySet<string> = new Set();
const TRACE = keptTraceId('0123456789abcdef0123456789abcdef');

function at(ms: number): string {
  return new Date(NOW + ms).toISOString();
}

function delivery(changes: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    channel: 'ops',
    route: 'all',
    state: 'waiting',
    attempts: 0,
    messageId: null,
    triedAt: null,
    endedAt: null,
    reason: null,
    failures: [],
    ...changes,
  };
}

function note(ms: number, changes: Partial<Note> = {}): Note {
  const time = NOW + ms;
  return {
    incident: INCIDENT,
    at: time,
    lastAt: time,
    count: 1,
    step: 'opened',
    reason: 'threshold',
    detail: '',
    ...changes,
  };
}

function record(changes: Partial<EventRecord> = {}, event: Partial<EventRecord['event']> = {}): EventRecord {
  return {
    event: {
      id: EVENT,
      source: 'pithead',
      type: 'incident.worse',
      time: NOW,
      subject: null,
      severity: 'critical',
      traceId: TRACE,
      deliveryId: null,
      data: { change: 'worse', incidents: [INCIDENT] },
      ...event,
    },
    verification: null,
    deliveries: [],
    ...changes,
  };
}

function stepsOf(changes: Partial<EventRecord>, event: Partial<EventRecord['event']> = {}) {
  return traceView({ kind: 'event', record: record(changes, event) }, NONE).steps.map(
    ({ step, detail }) => `${step}: ${detail}`,
  );
}

describe('the trace of an incident', () => {
  it('merges its history with what became of its messages, in time, and names the change of each', () => {
    const delivered = delivery({ state: 'delivered', attempts: 2, messageId: '4711', endedAt: NOW + 30 });
    const failures = [{ attempt: 1, at: NOW + 10, reason: 'timeout', detail: 'no answer' }];
    const view = traceView(
      {
        kind: 'incident',
        record: {
          incident: incidentWith({ id: INCIDENT, traceId: TRACE }),
          onCard: [],
          notes: [
            note(0, { detail: '2 of 3 failed' }),
            note(20, {
              step: 'suppressed',
              reason: 'acknowledged',
              detail: 'by ada',
              count: 12,
              lastAt: NOW + 90,
            }),
            note(40, { step: 'muted', reason: 'ada', count: 2, lastAt: NOW + 50 }),
          ],
          deliveries: [
            { at: NOW, change: 'opened', delivery: { ...delivered, failures } },
            {
              at: NOW + 35,
              change: 'worse',
              delivery: delivery({ channel: 'alerts', state: 'sending', attempts: 1, triedAt: NOW + 36 }),
            },
            {
              at: NOW + 35,
              change: 'worse',
              delivery: delivery({ state: 'dead', endedAt: NOW + 60, reason: 'forbidden' }),
            },
          ],
        },
      },
      NONE,
    );
    expect(view).toMatchObject({ id: INCIDENT, traceId: TRACE });
    expect(view.steps.map((step) => [step.at, step.step, step.detail])).toEqual([
      [at(0), 'opened', 'threshold: 2 of 3 failed'],
      [at(0), 'routed', 'opened: all to ops'],
      [at(10), 'failed', 'opened: ops, try 1: timeout: no answer'],
      [at(20), 'suppressed', `acknowledged: by ada, ×12, last at ${at(90)}`],
      [at(30), 'delivered', 'opened: ops, try 2: message 4711'],
      [at(35), 'routed', 'worse: all to alerts'],
      [at(35), 'routed', 'worse: all to ops'],
      [at(36), 'sending', 'worse: alerts, try 1'],
      [at(40), 'muted', `ada, ×2, last at ${at(50)}`],
      [at(60), 'dead', 'worse: ops: forbidden'],
    ]);
    expect(view.deliveries).toEqual([
      {
        channel: 'ops',
        state: 'delivered',
        attempts: 2,
        messageId: '4711',
        route: 'all',
        reason: null,
      },
      { channel: 'alerts', state: 'sending', attempts: 1, messageId: null, route: 'all', reason: null },
      { channel: 'ops', state: 'dead', attempts: 0, messageId: null, route: 'all', reason: 'forbidden' },
    ]);
  });

  it('says where a change put nothing into a chat, because messages can not be changed there', () => {
    const [shown, later] = [30, 60].map((ms) =>
      delivery({ state: 'delivered', attempts: 1, messageId: '4711', endedAt: NOW + ms }),
    );
    if (shown === undefined || later === undefined) throw new Error('there are two');
    const incident = incidentWith({ id: INCIDENT, traceId: TRACE });
    const deliveries = [
      { at: NOW, change: 'opened', delivery: shown },
      { at: NOW, change: 'worse', delivery: { ...shown } },
      { at: NOW + 50, change: 'acknowledged', delivery: later },
    ];
    const found = { kind: 'incident', record: { incident, onCard: [], notes: [], deliveries } } as const;
    const stepsIn = (uneditable: ReadonlySet<string>) =>
      traceView(found, uneditable)
        .steps.filter(({ step }) => step !== 'routed')
        .map(({ step, detail }) => `${step}: ${detail}`);
    const both = [
      'delivered: opened: ops, try 1: message 4711',
      'delivered: worse: ops, try 1: message 4711',
    ];
    const known = { channels: [{ name: 'ops', type: 'console', editable: false }] };
    expect(stepsIn(uneditableOf(known))).toEqual([
      ...both,
      'nothing to send: acknowledged: ops: message 4711 stays as it is',
    ]);
    expect(stepsIn(NONE)).toEqual([...both, 'delivered: acknowledged: ops, try 1: message 4711']);
  });

  it('is empty where nothing was noted and nothing was sent', () => {
    const incident = incidentWith({ id: INCIDENT, traceId: TRACE });
    expect(
      traceView({ kind: 'incident', record: { incident, onCard: [], notes: [], deliveries: [] } }, NONE),
    ).toEqual({
      id: INCIDENT,
      traceId: TRACE,
      steps: [],
      deliveries: [],
    });
  });
});

describe("the trace of a card's event", () => {
  const OTHER = incidentIdOf(eventIdOf(3n));
  const VERIFICATION = { scheme: 'github', secret: 0, signedAt: null, ip: '192.0.2.1' };

  it('says which card it changed, as the store knows it', () => {
    expect(stepsOf({ card: OTHER, deliveries: [delivery()] })).toEqual([
      'observed: by pithead itself',
      `accepted: as incident.worse, a change of the card of incident ${OTHER}`,
      'routed: all to ops',
    ]);
  });

  it('says it of an event that no channel got by what the event says itself', () => {
    expect(stepsOf({})).toContain(
      `accepted: as incident.worse, a change of the card of incident ${INCIDENT}`,
    );
  });

  it('says nothing of it where the event is another, or a sender says the same', () => {
    expect(stepsOf({}, { data: { incidents: [INCIDENT] } })).toContain('accepted: as incident.worse');
    expect(stepsOf({ verification: VERIFICATION }, { deliveryId: 'd-1' })).toEqual([
      'request: from 192.0.2.1 to pithead',
      'verified: github, secret 1',
      "accepted: as incident.worse, the sender's delivery d-1",
    ]);
  });
});

describe('the trace of a refused request', () => {
  it.each([
    [401, 'signature_mismatch', null, 'refused', '401 signature_mismatch'],
    [200, 'duplicate', 'of x', 'answered', '200 duplicate: of x'],
  ])('tells a refusal from an answer: %d', (status, reason, detail, step, said) => {
    const request = {
      requestId: EVENT,
      at: NOW,
      ip: '192.0.2.1',
      source: null,
      status,
      reason,
      detail,
      traceId: TRACE,
    };
    expect(traceView({ kind: 'refused', request }, NONE).steps).toEqual([
      { at: at(0), step: 'request', detail: 'from 192.0.2.1 to no source' },
      { at: at(0), step, detail: said },
    ]);
  });
});
