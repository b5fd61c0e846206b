import type { IncidentReader, IncidentRecord } from '../core/alerts.ts';
import { cardEventOf } from '../core/card-event.ts';
import { integerOfIncident, isIncidentId } from '../core/ids.ts';
import type { Incident } from '../core/incident.ts';
import { incidentOf, noteOf } from './incident-rows.ts';
import { readOnCard, readSilences } from './read-alerts.ts';
import { withFailures } from './read-deliveries.ts';
import { eventOf } from './read-outbox.ts';
import type { Reader } from './tables.ts';

/** The newest so many deliveries of its card are in an incident's record. */
export const DELIVERIES_SHOWN = 500;

export function createIncidentReader(reader: Reader): IncidentReader {
  return {
    incidents: (filter) => readIncidents(reader, filter),
    incident: (id) => readIncident(reader, id),
    silences: () => readSilences(reader),
  };
}

async function readIncidents(
  reader: Reader,
  { open, limit }: Parameters<IncidentReader['incidents']>[0],
): Promise<readonly Incident[]> {
  let query = reader
    .selectFrom('incidents')
    .selectAll()
    .orderBy((eb) => eb('resolved_at', 'is', null), 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (open) query = query.where('resolved_at', 'is', null);
  return (await query.execute()).map(incidentOf);
}

/** As of one moment. */
async function readIncident(reader: Reader, id: string): Promise<IncidentRecord | null> {
  if (!isIncidentId(id)) return null;
  const integer = integerOfIncident(id);
  return reader.transaction().execute(async (snapshot) => {
    const row = await snapshot
      .selectFrom('incidents')
      .selectAll()
      .where('id', '=', integer)
      .executeTakeFirst();
    if (row === undefined) return null;
    const notes = await snapshot
      .selectFrom('incident_notes')
      .selectAll()
      .where('incident', '=', integer)
      .orderBy('number')
      .execute();
    return {
      incident: incidentOf(row),
      onCard: await readOnCard(snapshot, row.card),
      notes: notes.map(noteOf),
      deliveries: await readCardDeliveries(snapshot, row.card),
    };
  });
}

async function readCardDeliveries(reader: Reader, card: bigint): Promise<IncidentRecord['deliveries']> {
  const newest = await reader
    .selectFrom('deliveries')
    .selectAll()
    .where('card', '=', card)
    .orderBy('seq', 'desc')
    .limit(DELIVERIES_SHOWN)
    .execute();
  if (newest.length === 0) return [];
  const rows = newest.toReversed();
  const events = await reader
    .selectFrom('events')
    .selectAll()
    .where('id', 'in', [...new Set(rows.map((row) => row.event_id))])
    .execute();
  const byId = new Map(events.map((event) => [event.id, eventOf(event)]));
  const records = await withFailures(reader, rows);
  return records.flatMap((delivery, index) => {
    const event = byId.get(rows[index]?.event_id ?? -1n);
    if (event === undefined) return [];
    return [{ at: event.time, change: cardEventOf(event.data)?.change ?? event.type, delivery }];
  });
}
