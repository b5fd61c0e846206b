import type { IncidentReader } from './alerts.ts';
import type { DeliveryRecord, EventRecord, Found, TrailReader } from './ports.ts';
import type { EventId } from './ids.ts';
import { eventSteps, incidentSteps, refusedSteps, type TraceStep } from './trace-steps.ts';

/** The objects of contract §7: the same from `--json` of a command and from `/v1/`. */
export interface StatusView {
  readonly version: string;
  /** `null` while the program does not run. */
  readonly startedAt: string | null;
  readonly channels: readonly {
    readonly name: string;
    readonly type: string;
    readonly state: 'ok' | 'failing';
    readonly waiting: number;
    readonly dead: number;
    readonly lastError: string | null;
  }[];
  readonly sources: readonly {
    readonly name: string;
    readonly lastEventAt: string | null;
    readonly accepted: number;
    readonly refused: number;
  }[];
  /** `open`: how many are not over, `MOST_OPEN` at most. */
  readonly incidents: { readonly open: number };
}

/** More are not counted: nobody looks at them one by one. */
const MOST_OPEN = 1_000;

export interface DeliveryView {
  readonly channel: string;
  readonly state: DeliveryRecord['state'];
  readonly attempts: number;
  readonly messageId: string | null;
  readonly route: string;
  readonly reason: string | null;
}

export interface EventView {
  readonly id: EventId;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly severity: string;
  readonly subject: string | null;
  readonly traceId: string;
  readonly deliveryId: string | null;
  readonly deliveries: readonly DeliveryView[];
}

/** What the program knows of itself without the database. */
export interface Known {
  readonly version: string;
  readonly startedAt: number | null;
  readonly channels: readonly {
    readonly name: string;
    readonly type: string;
    readonly editable?: boolean;
  }[];
  readonly sources: readonly string[];
}

export async function statusView(
  trail: TrailReader,
  incidents: Pick<IncidentReader, 'incidents'>,
  known: Known,
): Promise<StatusView> {
  const counted = await trail.sourceCounts();
  const channels = [];
  for (const { name, type } of known.channels) {
    const health = await trail.health(name);
    const { waiting, dead } = await trail.counts(name);
    const state = health.failures > 0 ? ('failing' as const) : ('ok' as const);
    channels.push({ name, type, state, waiting, dead, lastError: health.lastError });
  }
  // A name that only ever was refused is none of ours.
  const others = counted.filter(({ accepted }) => accepted > 0);
  const names = new Set([...known.sources, ...others.map(({ name }) => name)]);
  const sources = [...names].map((name) => {
    const count = counted.find((row) => row.name === name);
    return {
      name,
      lastEventAt: isoOrNull(count?.lastEventAt ?? null),
      accepted: count?.accepted ?? 0,
      refused: count?.refused ?? 0,
    };
  });
  const open = await incidents.incidents({ open: true, limit: MOST_OPEN });
  return {
    version: known.version,
    startedAt: isoOrNull(known.startedAt),
    channels,
    sources,
    incidents: { open: open.length },
  };
}

export function eventView({ event, deliveries }: EventRecord): EventView {
  return {
    id: event.id,
    source: event.source,
    type: event.type,
    time: iso(event.time),
    severity: event.severity,
    subject: event.subject,
    traceId: event.traceId,
    deliveryId: event.deliveryId,
    deliveries: deliveries.map(deliveryView),
  };
}

/** Channels whose messages can't be changed once they stand. */
export function uneditableOf({ channels }: Pick<Known, 'channels'>): ReadonlySet<string> {
  return new Set(channels.filter(({ editable }) => editable === false).map(({ name }) => name));
}

export interface TraceView {
  readonly id: string;
  readonly traceId: string;
  readonly steps: readonly { readonly at: string; readonly step: string; readonly detail: string }[];
  readonly deliveries: readonly DeliveryView[];
}

/** `uneditable`: channels whose messages can't be changed (`uneditableOf`). */
export function traceView(found: Found, uneditable: ReadonlySet<string>): TraceView {
  switch (found.kind) {
    case 'event': {
      const { event, deliveries } = found.record;
      return {
        id: event.id,
        traceId: event.traceId,
        steps: eventSteps(found.record).map(stepView),
        deliveries: deliveries.map(deliveryView),
      };
    }
    case 'incident': {
      const { incident, deliveries } = found.record;
      return {
        id: incident.id,
        traceId: incident.traceId,
        steps: incidentSteps(found.record, uneditable).map(stepView),
        deliveries: deliveries.map(({ delivery }) => deliveryView(delivery)),
      };
    }
    case 'refused': {
      const { requestId, traceId } = found.request;
      return { id: requestId, traceId, steps: refusedSteps(found.request).map(stepView), deliveries: [] };
    }
  }
}

function stepView({ at, step, detail }: TraceStep): TraceView['steps'][number] {
  return { at: iso(at), step, detail };
}

function deliveryView({ channel, state, attempts, messageId, route, reason }: DeliveryRecord): DeliveryView {
  return { channel, state, attempts, messageId, route, reason };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
