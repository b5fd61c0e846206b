import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { IncidentReader } from '../core/alerts.ts';
import { SEVERITIES } from '../core/event.ts';
import { INCIDENT_STATES } from '../core/incident.ts';
import type { TrailReader } from '../core/ports.ts';

/** Open incidents that are counted; nobody looks at more. */
const MOST_INCIDENTS = 1_000;
const OPEN_STATES = INCIDENT_STATES.filter((state) => state !== 'resolved');

export interface Metrics {
  request(source: string, outcome: 'accepted' | 'refused' | 'duplicate'): void;
  brokenRoute(route: string): void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Counts since the start. Labels are configured names only, so that a stranger can't make them grow. */
export function createMetrics(trail: TrailReader & IncidentReader, channels: readonly string[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'pithead_requests_total',
    help: 'Webhook requests by source and outcome',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  const broken = new Counter({
    name: 'pithead_route_errors_total',
    help: 'Events on which a route condition failed',
    labelNames: ['route'],
    registers: [registry],
  });
  const deliveries = new Gauge({
    name: 'pithead_deliveries',
    help: 'Deliveries that wait or are dead, by channel',
    labelNames: ['channel', 'state'],
    registers: [registry],
    async collect() {
      for (const channel of channels) {
        const { waiting, dead } = await trail.counts(channel);
        this.set({ channel, state: 'waiting' }, waiting);
        this.set({ channel, state: 'dead' }, dead);
      }
    },
  });
  deliveries.reset();
  const incidents = new Gauge({
    name: 'pithead_incidents',
    help: 'Incidents that are not over, by severity and state',
    labelNames: ['severity', 'state'],
    registers: [registry],
    async collect() {
      const open = await trail.incidents({ open: true, limit: MOST_INCIDENTS });
      // Each is set, zeros too: a rule on a series that goes away never sees the end.
      for (const severity of SEVERITIES) {
        for (const state of OPEN_STATES) {
          const these = open.filter((one) => one.severity === severity && one.state === state);
          this.set({ severity, state }, these.length);
        }
      }
    },
  });
  incidents.reset();
  return {
    request: (source, outcome) => requests.inc({ source, outcome }),
    brokenRoute: (route) => broken.inc({ route }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
