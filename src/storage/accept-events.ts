import type { NewDelivery, NewEvent, StoredEvent } from '../core/ports.ts';
import { deliverySeqOf, integerOfId, integerOfIncident, type EventId } from '../core/ids.ts';
import { createBulkInsert, type Row } from './bulk-insert.ts';
import { keepCardChannels, keepNewestChanges } from './card-places.ts';
import { textOf, type DedupIndex } from './dedup-index.ts';
import type { Applied } from './group-commit.ts';
import { SENDING, WAITING } from './states.ts';
import type { DedupTable, DeliveriesTable, EventsTable, Writer } from './tables.ts';

export interface Sequence {
  /** The next delivery's number. */
  next(): number;
}

/** Dedup keys, events and deliveries of many requests, in the writer's transaction; `index` holds the keys once it is committed. */
export async function acceptEvents(
  writer: Writer,
  events: readonly NewEvent[],
  index: DedupIndex,
  sequence: Sequence,
): Promise<Applied<StoredEvent>> {
  /** Keys that these events take. */
  const taken = new Map<string, { readonly id: EventId; readonly expiresAt: number }>();
  const keyRows: Row<keyof DedupTable>[] = [];
  const stored: NewEvent[] = [];
  const results: StoredEvent[] = [];
  const eventRows: Row<keyof EventsTable>[] = [];
  const deliveryRows: NewDeliveryRow[] = [];
  const ofCards: NewDelivery[] = [];
  for (const row of events) {
    const { dedup } = row;
    const { id, time } = row.event;
    const eventId = integerOfId(id);
    if (dedup !== null) {
      const text = textOf(dedup.key);
      const holder = taken.get(text)?.id ?? index.holder(text, time);
      if (holder !== null) {
        results.push({ outcome: 'duplicate', id: holder });
        continue;
      }
      taken.set(text, { id, expiresAt: dedup.expiresAt });
      keyRows.push({ event_id: eventId, key: dedup.key, expires_at: dedup.expiresAt });
    }
    const seqs = row.deliveries.map((delivery) => {
      const seq = deliverySeqOf(sequence.next());
      deliveryRows.push(deliveryRow(eventId, delivery, seq));
      if (delivery.card !== null) ofCards.push(delivery);
      return seq;
    });
    const first = seqs[0] ?? 0;
    stored.push(row);
    eventRows.push(eventRow(eventId, row, first, first + seqs.length));
    results.push({ outcome: 'stored', id, deliveries: seqs });
  }
  await insertKeys(writer, keyRows);
  await insertEvents(writer, eventRows);
  await insertDeliveries(writer, deliveryRows);
  await keepCardChannels(writer, ofCards);
  await keepNewestChanges(writer, stored);
  return {
    results,
    committed() {
      for (const [key, { id: eventId, expiresAt }] of taken) index.hold(key, eventId, expiresAt);
    },
  };
}

const insertKeys = createBulkInsert('dedup', ['event_id', 'key', 'expires_at']);

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
  'card',
]);

function eventRow(
  id: bigint,
  { event, dataText, verification }: NewEvent,
  first: number,
  end: number,
): Row<keyof EventsTable> {
  return {
    id,
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
    data: dataText ?? JSON.stringify(event.data),
  };
}

/** What a delivery begins with; the rest stays NULL until it was sent. */
type NewDeliveryRow = Row<
  Exclude<keyof DeliveriesTable, 'ended_at' | 'message_id' | 'message_place' | 'reason'>
>;

export function deliveryRow(eventId: bigint, delivery: NewDelivery, seq: number): NewDeliveryRow {
  const { claim } = delivery;
  return {
    seq,
    event_id: eventId,
    channel: delivery.channel,
    route: delivery.route,
    severity: delivery.severity,
    state: claim === null ? WAITING : SENDING,
    attempts: claim === null ? 0 : 1,
    lease_until: claim?.leaseUntil ?? null,
    tried_at: claim?.at ?? null,
    card: delivery.card === null ? null : integerOfIncident(delivery.card),
  };
}
