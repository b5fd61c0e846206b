import type { Selectable } from 'kysely';
import type { IncidentReader } from '../core/alerts.ts';
import { eventIdOf, integerOfId, isEventId, keptIncidentId, keptTraceId, type EventId } from '../core/ids.ts';
import type { EventRecord, Found, Verification } from '../core/ports.ts';
import { withFailures } from './read-deliveries.ts';
import { eventOf } from './read-outbox.ts';
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

/** By an event's id, an incident's, a request's or a sender's delivery id (the newest that carries it). */
export async function findById(
  reader: Reader,
  findIncident: IncidentReader['incident'],
  id: string,
): Promise<Found | null> {
  if (isEventId(id)) {
    const rows = await reader.selectFrom('events').selectAll().where('id', '=', integerOfId(id)).execute();
    const [record] = await withDeliveries(reader, rows);
    if (record !== undefined) return { kind: 'event', record };
    const incident = await findIncident(id);
    if (incident !== null) return { kind: 'incident', record: incident };
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
    const deliveries = await readDeliveries(reader, row);
    // A file of an older version has no such column.
    const card = deliveries.map((delivery) => delivery.card).find((of) => typeof of === 'bigint');
    records.push({
      event: eventOf(row),
      verification: row.verification === null ? null : verificationOf(row.verification),
      deliveries: await withFailures(reader, deliveries),
      ...(card === undefined || card === null ? {} : { card: keptIncidentId(card) }),
    });
  }
  return records;
}

function verificationOf(stored: string): Verification {
  return JSON.parse(stored);
}

async function readDeliveries(reader: Reader, event: Selectable<EventsTable>) {
  return reader
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
}

/** Channels that an event was for when it was accepted. */
export async function readChannelsOf(reader: Reader, id: EventId): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('events')
    .innerJoin('deliveries', (join) =>
      join
        .onRef('deliveries.seq', '>=', 'events.first_delivery')
        .onRef('deliveries.seq', '<', 'events.end_delivery'),
    )
    .select('deliveries.channel')
    .where('events.id', '=', integerOfId(id))
    .orderBy('deliveries.seq')
    .execute();
  return rows.map(({ channel }) => channel);
}

/** The highest id that is kept: incidents' are handed out with those of events. */
export async function readNewestId(reader: Reader): Promise<EventId | null> {
  const event = await reader
    .selectFrom('events')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const incident = await reader
    .selectFrom('incidents')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  const [ofEvent, ofIncident] = [event?.id ?? -1n, incident?.id ?? -1n];
  const highest = ofEvent > ofIncident ? ofEvent : ofIncident;
  return highest < 0n ? null : eventIdOf(highest);
}
