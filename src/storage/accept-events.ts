import { sql } from 'kysely';
import type { NewEvent, StoredEvent } from '../core/ports.ts';
import { deliverySeqOf, integerOfId, eventIdOf, type EventId } from '../core/ids.ts';
import { createBulkInsert, type Row } from './bulk-insert.ts';
import { SENDING, WAITING } from './states.ts';
import type { DeliveriesTable, EventsTable, Writer } from './tables.ts';

export interface Sequence {
  /** The next delivery's number. */
  next(): number;
}

/** Dedup keys, events and deliveries of many requests, in the writer's transaction. Results stand in the rows' order. */
export async function acceptEvents(
  writer: Writer,
  events: readonly NewEvent[],
  sequence: Sequence,
): Promise<readonly StoredEvent[]> {
  const owners = await claimKeys(writer, events);
  const results: StoredEvent[] = [];
  const eventRows: Row<keyof EventsTable>[] = [];
  const deliveryRows: Row<keyof DeliveriesTable>[] = [];
  for (const row of events) {
    const { id } = row.event;
    const owner = row.dedup === null ? id : owners.get(textOf(row.dedup.key));
    if (owner !== undefined && owner !== id) {
      results.push({ outcome: 'duplicate', id: owner });
      continue;
    }
    const seqs = row.deliveries.map((delivery) => {
      const seq = deliverySeqOf(sequence.next());
      deliveryRows.push(deliveryRow(id, delivery, seq));
      return seq;
    });
    const first = seqs[0] ?? 0;
    eventRows.push(eventRow(row, first, first + seqs.length));
    results.push({ outcome: 'stored', id, deliveries: seqs });
  }
  await insertEvents(writer, eventRows);
  await insertDeliveries(writer, deliveryRows);
  return results;
}

/** Claims each key, where nobody holds it or its holder's time is over. */
const insertKeys = createBulkInsert<'dedup', { readonly key: Uint8Array; readonly event_id: bigint }>(
  'dedup',
  ['key', 'event_id', 'expires_at'],
  sql`on conflict (key) do update set event_id = excluded.event_id, expires_at = excluded.expires_at
      where dedup.expires_at <= ${0} returning key, event_id`,
);

/** Which event each dedup key belongs to after this transaction: the earlier one, where there is one. */
async function claimKeys(writer: Writer, events: readonly NewEvent[]): Promise<ReadonlyMap<string, EventId>> {
  const wanted = new Map<string, { key: Uint8Array; event_id: bigint; expires_at: number }>();
  let earliest = Infinity;
  for (const { event, dedup } of events) {
    if (dedup === null || wanted.has(textOf(dedup.key))) continue;
    wanted.set(textOf(dedup.key), {
      key: dedup.key,
      event_id: integerOfId(event.id),
      expires_at: dedup.expiresAt,
    });
    earliest = Math.min(earliest, event.time);
  }
  const owners = new Map<string, EventId>();
  for (const { key, event_id } of await insertKeys(writer, [...wanted.values()], [earliest])) {
    owners.set(textOf(key), eventIdOf(event_id));
  }
  for (const [text, { key }] of wanted) {
    if (owners.has(text)) continue;
    const held = await writer
      .selectFrom('dedup')
      .select('event_id')
      .where('key', '=', key)
      .executeTakeFirst();
    if (held !== undefined) owners.set(text, eventIdOf(held.event_id));
  }
  return owners;
}

const insertEvents = createBulkInsert('events', [
  'id',
  'source',
  'type',
  'time',
  'subject',
  'severity',
  'trace_id',
  'delivery_id',
  'verification',
  'first_delivery',
  'end_delivery',
  'data',
]);

export const insertDeliveries = createBulkInsert('deliveries', [
  'seq',
  'event_id',
  'channel',
  'route',
  'severity',
  'state',
  'attempts',
  'lease_until',
  'tried_at',
  'ended_at',
  'message_id',
  'message_place',
  'reason',
]);

function eventRow({ event, verification }: NewEvent, first: number, end: number): Row<keyof EventsTable> {
  return {
    id: integerOfId(event.id),
    source: event.source,
    type: event.type,
    time: event.time,
    subject: event.subject,
    severity: event.severity,
    trace_id: event.traceId,
    delivery_id: event.deliveryId,
    verification: verification === null ? null : JSON.stringify(verification),
    first_delivery: first,
    end_delivery: end,
    data: JSON.stringify(event.data),
  };
}

export function deliveryRow(
  id: EventId,
  delivery: NewEvent['deliveries'][number],
  seq: number,
): Row<keyof DeliveriesTable> {
  const { claim } = delivery;
  return {
    seq,
    event_id: integerOfId(id),
    channel: delivery.channel,
    route: delivery.route,
    severity: delivery.severity,
    state: claim === null ? WAITING : SENDING,
    attempts: claim === null ? 0 : 1,
    lease_until: claim?.leaseUntil ?? null,
    tried_at: claim?.at ?? null,
    ended_at: null,
    message_id: null,
    message_place: null,
    reason: null,
  };
}

/** A key as a Map can hold it: a character a byte. */
function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}
