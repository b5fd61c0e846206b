import type { ConfigFacts, Database, DoctorDeps, DoctorTrail } from '../../src/doctor/check.ts';
import { eventIdOf, keptTraceId } from '../../src/core/ids.ts';
import { HEALTHY, type EventRecord } from '../../src/core/ports.ts';
import { createFakeClock } from '../support/fake-clock.ts';

export const MIB = 1_048_576;

/** A trail in which nothing was ever kept. */
export function trailOf(changes: Partial<DoctorTrail> = {}): DoctorTrail {
  return {
    newestRuns: () => Promise.resolve([]),
    spend: () => Promise.resolve([]),
    events: () => Promise.resolve([]),
    find: () => Promise.resolve(null),
    sourceCounts: () => Promise.resolve([]),
    counts: () => Promise.resolve({ waiting: 0, dead: 0 }),
    health: () => Promise.resolve(HEALTHY),
    ...changes,
  };
}

export function recordAt(time: number): EventRecord {
  return {
    event: {
      id: eventIdOf(1n),
      source: 'github',
      type: 'push',
      time,
      subject: null,
      severity: 'info',
      traceId: keptTraceId('0'.repeat(32)),
      deliveryId: null,
      data: null,
    },
    verification: null,
    deliveries: [],
  };
}

export function configOf(changes: Partial<ConfigFacts> = {}): ConfigFacts {
  return {
    demo: false,
    sources: { size: 2 },
    routes: { length: 1 },
    channels: [{ adapter: { type: 'console' } }],
    operators: [],
    canaries: [],
    probes: [],
    workflows: [],
    ...changes,
  };
}

export function databaseOf(changes: Partial<Database> = {}): Database {
  return {
    file: '/data/pithead.db',
    trail: () => Promise.resolve(trailOf()),
    disk: () => Promise.resolve({ freeBytes: 5_000 * MIB, mode: 0o600 }),
    ...changes,
  };
}

/** A program of which nothing is known but that its configuration is good. */
export function depsOf(changes: Partial<DoctorDeps> = {}): DoctorDeps {
  return {
    clock: createFakeClock(),
    redact: (text) => text,
    running: true,
    configuration: { ok: true, file: '/etc/pithead.yaml', config: configOf() },
    database: null,
    clockTrust: null,
    channels: [],
    publicUrl: null,
    get: () => Promise.reject(new Error('nobody may be asked here')),
    ...changes,
  };
}
