import type { AlertsPast, AlertsStore } from '../core/alerts.ts';
import { integerOfIncident, keptIncidentId, type IncidentId } from '../core/ids.ts';
import type { Silence } from '../core/incident.ts';
import { cardOf, incidentOf } from './incident-rows.ts';
import type { Reader } from './tables.ts';

/** What `alerts` must know at the start, as of one moment. */
export function readPast(reader: Reader, endedSince: number): Promise<AlertsPast> {
  return reader.transaction().execute(async (snapshot) => {
    const incidents = await snapshot
      .selectFrom('incidents')
      .selectAll()
      .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', BigInt(endedSince))]))
      .orderBy('id')
      .execute();
    const ids = new Set(incidents.map(({ card }) => card));
    const cards = await snapshot.selectFrom('cards').selectAll().orderBy('id').execute();
    const watched = await snapshot.selectFrom('watched').selectAll().orderBy('at').execute();
    const deferred = await snapshot.selectFrom('deferred').selectAll().orderBy('first_at').execute();
    return {
      incidents: incidents.map(incidentOf),
      cards: cards.filter(({ id }) => ids.has(id)).map(cardOf),
      announced: new Map(cards.map(({ id, announced }) => [keptIncidentId(id), Number(announced)])),
      watched: watched.map(({ fingerprint, recent, at }) => ({
        fingerprint,
        recent: Array.from(recent, (observed) => observed === '1'),
        at: Number(at),
      })),
      silences: await readSilences(snapshot),
      deferred: deferred.map(({ fingerprint, title, count, first_at: firstAt, last_at: lastAt }) => ({
        fingerprint,
        title,
        count: Number(count),
        firstAt: Number(firstAt),
        lastAt: Number(lastAt),
      })),
    };
  });
}

/** The card with its incidents, the oldest first, as of one moment. */
export function readCard(reader: Reader, id: IncidentId): ReturnType<AlertsStore['card']> {
  return reader.transaction().execute(async (snapshot) => {
    const row = await snapshot
      .selectFrom('cards')
      .selectAll()
      .where('id', '=', integerOfIncident(id))
      .executeTakeFirst();
    return row === undefined ? null : { card: cardOf(row), incidents: await readOnCard(snapshot, row.id) };
  });
}

export async function readOnCard(reader: Reader, card: bigint) {
  const rows = await reader
    .selectFrom('incidents')
    .selectAll()
    .where('card', '=', card)
    .orderBy('id')
    .execute();
  return rows.map(incidentOf);
}

/** In the order in which they were asked for. */
export async function readSilences(reader: Reader): Promise<readonly Silence[]> {
  const rows = await reader.selectFrom('silences').selectAll().orderBy('at').orderBy('target').execute();
  return rows.map(({ target, until, by, at, reason }) => ({
    target,
    until: Number(until),
    by,
    at: Number(at),
    reason,
  }));
}
