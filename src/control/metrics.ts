import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { IncidentReader } from '../core/alerts.ts';
import { DAY_MS } from '../core/duration.ts';
import { SEVERITIES } from '../core/event.ts';
import { INCIDENT_STATES } from '../core/incident.ts';
import { slotOf, type LedgerReader } from '../core/ledger.ts';
import type { TrailReader } from '../core/ports.ts';
import { costOf } from '../core/spend-sums.ts';

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

/** Pico-USD of a dollar; here a dollar may be a little off, as everything that Prometheus keeps. */
const PICO = 1e12;

/** Counts since the start. Labels are configured names only, so that a stranger can't make them grow. `now`: epoch milliseconds. */
export function createMetrics(
  trail: TrailReader & IncidentReader & Pick<LedgerReader, 'spend'>,
  channels: readonly string[],
  now: () => number,
): Metrics {
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
  const lastDay = () => {
    const at = now();
    return trail.spend({ since: slotOf(at - DAY_MS), until: at + 1, everyMs: null, by: ['workflow'] });
  };
  const calls = new Gauge({
    name: 'pithead_model_calls_24h',
    help: 'Model calls of the last 24 hours, by workflow and whether their cost is known',
    labelNames: ['workflow', 'cost'],
    registers: [registry],
    async collect() {
      const cells = await lastDay();
      this.reset();
      for (const { workflow, calls: all, unpriced } of cells) {
        this.set({ workflow: workflow ?? '', cost: 'known' }, all - unpriced);
        this.set({ workflow: workflow ?? '', cost: 'unknown' }, unpriced);
      }
    },
  });
  calls.reset();
  const spend = new Gauge({
    name: 'pithead_spend_usd_24h',
    help: 'Dollars spent on model calls in the last 24 hours, as far as their cost is known, by workflow',
    labelNames: ['workflow'],
    registers: [registry],
    async collect() {
      const cells = await lastDay();
      this.reset();
      for (const cell of cells) this.set({ workflow: cell.workflow ?? '' }, Number(costOf(cell)) / PICO);
    },
  });
  spend.reset();
  return {
    request: (source, outcome) => requests.inc({ source, outcome }),
    brokenRoute: (route) => broken.inc({ route }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
