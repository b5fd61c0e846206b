import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eventIdOf,
  incidentIdOf,
  keptTraceId,
  leastIntegerAt,
  type DeliverySeq,
  type EventId,
  type IncidentId,
} from '../../src/core/ids.ts';
import type { Event } from '../../src/core/event.ts';
import type { Card, Incident, Note, Silence } from '../../src/core/incident.ts';
import { NOTHING_MEASURED, type ProbeChange, type ProbeRun } from '../../src/core/probe.ts';
import type { Claim, NewDelivery, NewEvent, OutboxStep, RefusedRequest } from '../../src/core/ports.ts';
import type { Storage, StorageEngine } from '../../src/storage/index.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);
const TRACE = keptTraceId('0123456789abcdef0123456789abcdef');
export const CLAIM: Claim = { at: NOW, leaseUntil: NOW + 30_000 };

/** A store of one engine in a folder of its own. */
export interface Opened extends AsyncDisposable {
  readonly store: Storage;
  readonly address: string;
  /** Closes the store; the folder goes at the test's end. */
  close(): Promise<void>;
}

export async function openFresh(engine: StorageEngine): Promise<Opened> {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-storage-'));
  const address = join(dir, 'data', 'test.db');
  const store = await engine.open(address);
  let closed = false;
  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await store.close();
  }
  return {
    store,
    address,
    close,
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The id of the `n`th request of a millisecond. */
export function idAt(time: number, n = 0): EventId {
  return eventIdOf(leastIntegerAt(time) + BigInt(n));
}

export function eventWith(changes: Partial<Event> = {}): Event {
  return {
    id: idAt(NOW),
    source: 'github',
    type: 'push',
    time: NOW,
    subject: null,
    severity: 'info',
    traceId: TRACE,
    deliveryId: null,
    data: { n: 1 },
    ...changes,
  };
}

export function newEvent(event: Partial<Event> = {}, rest: Partial<Omit<NewEvent, 'event'>> = {}): NewEvent {
  return { event: eventWith(event), verification: null, dedup: null, deliveries: [], ...rest };
}

/** A key as accept gets it: bytes, already scoped to the source. */
export function key(text: string, expiresAt = NOW + 1_000): { key: Uint8Array; expiresAt: number } {
  return { key: Buffer.from(text.padEnd(16)), expiresAt };
}

export function to(channel: string, claim: Claim | null = null, card: IncidentId | null = null): NewDelivery {
  return { channel, route: 'all', severity: 'info', card, claim };
}

/** Stores one event with these deliveries and gives their numbers. */
export async function put(
  store: Storage,
  event: Partial<Event>,
  deliveries: readonly NewDelivery[],
): Promise<readonly DeliverySeq[]> {
  const [stored] = await store.accept([newEvent(event, { deliveries })]);
  if (stored?.outcome !== 'stored') throw new Error('not stored');
  return stored.deliveries;
}

export function step(channel: string, changes: Partial<OutboxStep> = {}): OutboxStep {
  return { channel, results: [], claims: [], cards: [], health: null, ...changes };
}

export function refusedWith(changes: Partial<RefusedRequest> = {}): RefusedRequest {
  return {
    requestId: idAt(NOW),
    at: NOW,
    ip: '192.0.2.7',
    source: 'github',
    status: 401,
    reason: 'signature_mismatch',
    detail: null,
    traceId: TRACE,
    ...changes,
  };
}

/** The id of the `n`th incident of a millisecond. */
export function incidentAt(time: number, n = 0): IncidentId {
  return incidentIdOf(idAt(time, n));
}

/** An open one that stands on its own card. */
export function incidentWith(changes: Partial<Incident> = {}): Incident {
  const id = changes.id ?? incidentAt(NOW);
  return {
    id,
    fingerprint: 'channel:ops',
    source: 'pithead',
    traceId: TRACE,
    card: id,
    state: 'firing',
    severity: 'warning',
    title: 'ops does not answer',
    evidence: '503',
    cause: null,
    next: null,
    labels: {},
    rerun: null,
    except: [],
    to: null,
    policy: { fire: { n: 1, of: 1 }, resolve: { n: 1, of: 1 }, quietMs: null, tell: 'at-once' },
    startedAt: NOW,
    resolvedAt: null,
    ending: null,
    lastSeenAt: NOW,
    observations: 1,
    comebacks: 0,
    acknowledged: null,
    muted: null,
    notifications: 0,
    ...changes,
  };
}

export function resolvedWith(resolvedAt: number, changes: Partial<Incident> = {}): Incident {
  return incidentWith({ state: 'resolved', resolvedAt, ...changes });
}

export function cardWith(changes: Partial<Card> = {}): Card {
  return {
    id: incidentAt(NOW),
    cause: 'channel:ops',
    openedAt: NOW,
    resolvedAt: null,
    severity: 'warning',
    tellingSince: NOW,
    reminders: 0,
    escalation: { since: NOW, done: [] },
    last: null,
    ...changes,
  };
}

export function noteWith(changes: Partial<Note> = {}): Note {
  const at = changes.at ?? NOW;
  return {
    incident: incidentAt(NOW),
    at,
    lastAt: at,
    count: 1,
    step: 'observed',
    reason: 'failing',
    detail: '',
    ...changes,
  };
}

export function silenceWith(changes: Partial<Silence> = {}): Silence {
  return { target: 'channel:ops', until: NOW + 1_000, by: 'ada', at: NOW, reason: null, ...changes };
}

/** A scheduled run of `pong` that passed. */
export function runWith(changes: Partial<ProbeRun> = {}): ProbeRun {
  return {
    ...NOTHING_MEASURED,
    probe: 'pong',
    at: NOW,
    trigger: 'schedule',
    traceId: TRACE,
    verdict: 'pass',
    reason: null,
    detail: '',
    assertions: [],
    setup: { prompt: null, assertions: null, provider: null, settings: null, price: null },
    missed: 0,
    ...changes,
  };
}

export function changeWith(changes: Partial<ProbeChange> = {}): ProbeChange {
  return { probe: 'pong', at: NOW, kind: 'model', before: 'a', after: 'b', ...changes };
}
