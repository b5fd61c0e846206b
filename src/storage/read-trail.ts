import type { Selectable } from 'kysely';
import { eventIdOf, integerOfId, isEventId, keptTraceId } from '../core/ids.ts';
import type { DeliveryRecord, EventRecord, Found, Verification } from '../core/ports.ts';
import { eventOf, numberOrNull } from './read-outbox.ts';
import { stateOf } from './states.ts';
import type { EventsTable, Reader } from './tables.ts';

/** Newest first. */
export async function readRecords(
  reader: Reader,
  filter: { readonly source: string | null; readonly limit: number },
): Promise<readonly EventRecord[]> {
  let query = reader.selectFrom('events').selectAll().orderBy('id', 'desc').limit(filter.limit);
  if (filter.source !== null) query = query.where('source', '=', filter.source);
  return withDeliveries(reader, await query.execute());
}

/** By an event's id, a request's id or a sender's delivery id (the newest that carries it). */
export async function findById(reader: Reader, id: string): Promise<Found | null> {
  if (isEventId(id)) {
    const rows = await reader.selectFrom('events').selectAll().where('id', '=', integerOfId(id)).execute();
    const [record] = await withDeliveries(reader, rows);
    if (record !== undefined) return { kind: 'event', record };
    const refused = await findRefused(reader, id);
    if (refused !== null) return refused;
  }
  const rows = await reader
    .selectFrom('events')
    .selectAll()
    .where('delivery_id', '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .execute();
  const [record] = await withDeliveries(reader, rows);
  return record === undefined ? null : { kind: 'event', record };
}

async function findRefused(reader: Reader, id: string): Promise<Found | null> {
  const row = await reader.selectFrom('refused').selectAll().where('request_id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  return {
    kind: 'refused',
    request: {
      requestId: row.request_id,
      at: Number(row.at),
      ip: row.ip,
      source: row.source,
      status: Number(row.status),
      reason: row.reason,
      detail: row.detail,
      traceId: keptTraceId(row.trace_id),
    },
  };
}

async function withDeliveries(
  reader: Reader,
  rows: readonly Selectable<EventsTable>[],
): Promise<readonly EventRecord[]> {
  const records: EventRecord[] = [];
  for (const row of rows) {
    records.push({
      event: eventOf(row),
      verification: row.verification === null ? null : verificationOf(row.verification),
      deliveries: await readDeliveries(reader, row),
    });
  }
  return records;
}

function verificationOf(stored: string): Verification {
  return JSON.parse(stored);
}

async function readDeliveries(
  reader: Reader,
  event: Selectable<EventsTable>,
): Promise<readonly DeliveryRecord[]> {
  const rows = await reader
    .selectFrom('deliveries')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb.and([eb('seq', '>=', event.first_delivery), eb('seq', '<', event.end_delivery)]),
        eb(
          'seq',
          'in',
          eb.selectFrom('replays').select('replays.seq').where('replays.event_id', '=', event.id),
        ),
      ]),
    )
    .orderBy('seq')
    .execute();
  if (rows.length === 0) return [];
  const attempts = await reader
    .selectFrom('attempts')
    .selectAll()
    .where(
      'delivery_seq',
      'in',
      rows.map((row) => row.seq),
    )
    .orderBy('attempt')
    .execute();
  return rows.map((row) => ({
    channel: row.channel,
    route: row.route,
    state: stateOf(row.state),
    attempts: Number(row.attempts),
    messageId: row.message_id,
    triedAt: numberOrNull(row.tried_at),
    endedAt: numberOrNull(row.ended_at),
    reason: row.reason,
    failures: attempts
      .filter((attempt) => attempt.delivery_seq === row.seq)
      .map((attempt) => ({
        attempt: Number(attempt.attempt),
        at: Number(attempt.at),
        reason: attempt.reason,
        detail: attempt.detail,
      })),
  }));
}

export async function readNewestEvent(reader: Reader) {
  const row = await reader
    .selectFrom('events')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : eventIdOf(row.id);
}
