import {
  deliverySeqOf,
  eventIdOf,
  integerOfId,
  keptIncidentId,
  keptTraceId,
  type EventId,
} from '../core/ids.ts';
import type { Event } from '../core/event.ts';
import { readJson } from '../core/read-json.ts';
import { HEALTHY, type ChannelHealth, type QueuedDelivery } from '../core/ports.ts';
import { DEAD, IS_OPEN, SENDING, WAITING, severityOf } from './states.ts';
import type { DeliveriesTable, EventsTable, Reader } from './tables.ts';
import type { Selectable } from 'kysely';

const QUEUE_COLUMNS = ['seq', 'event_id', 'route', 'severity', 'attempts', 'card'] as const;

export async function readWaiting(
  reader: Reader,
  channel: string,
  after: number,
  limit: number,
): Promise<readonly QueuedDelivery[]> {
  const rows = await reader
    .selectFrom('deliveries')
    .select(QUEUE_COLUMNS)
    .where('channel', '=', channel)
    .where(IS_OPEN)
    .where('state', '=', BigInt(WAITING))
    .where('seq', '>', BigInt(after))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => queued(row, 'waiting'));
}

/** Rare (once a start), so that it may look at every delivery kept. */
export async function readInterrupted(reader: Reader, channel: string): Promise<readonly QueuedDelivery[]> {
  const rows = await reader
    .selectFrom('deliveries')
    .select(QUEUE_COLUMNS)
    .where('channel', '=', channel)
    .where('state', '=', BigInt(SENDING))
    .orderBy('seq')
    .execute();
  return rows.map((row) => queued(row, 'sending'));
}

function queued(
  row: Pick<Selectable<DeliveriesTable>, (typeof QUEUE_COLUMNS)[number]>,
  state: QueuedDelivery['state'],
): QueuedDelivery {
  return {
    seq: deliverySeqOf(row.seq),
    eventId: eventIdOf(row.event_id),
    route: row.route,
    severity: severityOf(row.severity),
    card: row.card === null ? null : keptIncidentId(row.card),
    state,
    attempts: Number(row.attempts),
  };
}

export async function readCounts(
  reader: Reader,
  channel: string,
): Promise<{ readonly waiting: number; readonly dead: number }> {
  const rows = await reader
    .selectFrom('deliveries')
    .select(['state', (eb) => eb.fn.countAll<bigint>().as('count')])
    .where('channel', '=', channel)
    .where(IS_OPEN)
    .groupBy('state')
    .execute();
  const count = (state: number): number =>
    Number(rows.find((row) => Number(row.state) === state)?.count ?? 0);
  return { waiting: count(WAITING), dead: count(DEAD) };
}

export async function readHealth(reader: Reader, channel: string): Promise<ChannelHealth> {
  const row = await reader.selectFrom('channels').selectAll().where('name', '=', channel).executeTakeFirst();
  if (row === undefined) return HEALTHY;
  return {
    failures: Number(row.failures),
    downSince: numberOrNull(row.down_since),
    failingSince: numberOrNull(row.failing_since),
    holdUntil: numberOrNull(row.hold_until),
    givenUp: Number(row.given_up),
    lastError: row.last_error,
  };
}

export async function readEvents(
  reader: Reader,
  ids: readonly EventId[],
): Promise<ReadonlyMap<EventId, Event>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('events')
    .selectAll()
    .where('id', 'in', ids.map(integerOfId))
    .execute();
  return new Map(rows.map((row) => [eventIdOf(row.id), eventOf(row)]));
}

export function eventOf(row: Selectable<EventsTable>): Event {
  return {
    id: eventIdOf(row.id),
    source: row.source,
    type: row.type,
    time: Number(row.time),
    subject: row.subject,
    severity: severityOf(row.severity),
    traceId: keptTraceId(row.trace_id),
    deliveryId: row.delivery_id,
    data: readJson(row.data),
  };
}

export function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
