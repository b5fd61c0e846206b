import type { Incident, Observation, ObservationPolicy } from '../../src/core/incident.ts';
import { incidentIdOf, eventIdOf, keptTraceId } from '../../src/core/ids.ts';

export const AT_ONCE: ObservationPolicy = {
  fire: { n: 1, of: 1 },
  resolve: { n: 1, of: 1 },
  quietMs: null,
  tell: 'at-once',
};

/** A failing observation of a web page, with changes. */
export function failing(changes: Partial<Observation> = {}): Observation {
  return {
    fingerprint: 'http:shop',
    source: 'pithead',
    ok: false,
    severity: 'warning',
    title: 'The shop does not answer',
    evidence: 'no answer within 5 s',
    cause: null,
    next: 'look at the shop',
    labels: {},
    remote: false,
    rerun: null,
    except: [],
    policy: AT_ONCE,
    ...changes,
  };
}

export function well(changes: Partial<Observation> = {}): Observation {
  return failing({ ok: true, title: 'The shop answers again', evidence: '', ...changes });
}

/** An open incident of that page, with changes. */
export function incident(changes: Partial<Incident> = {}): Incident {
  const id = incidentIdOf(eventIdOf(1n << 40n));
  return {
    id,
    fingerprint: 'http:shop',
    source: 'pithead',
    traceId: keptTraceId('0'.repeat(31) + '1'),
    card: id,
    state: 'firing',
    severity: 'warning',
    title: 'The shop does not answer',
    evidence: '',
    cause: null,
    next: null,
    labels: {},
    rerun: null,
    except: [],
    to: null,
    policy: AT_ONCE,
    startedAt: 0,
    resolvedAt: null,
    ending: null,
    lastSeenAt: 0,
    observations: 1,
    comebacks: 0,
    acknowledged: null,
    muted: null,
    notifications: 0,
    ...changes,
  };
}
