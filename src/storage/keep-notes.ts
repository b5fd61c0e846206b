import { sql } from 'kysely';
import { integerOfIncident } from '../core/ids.ts';
import type { Note } from '../core/incident.ts';
import type { Writer } from './tables.ts';

/** Notes that are kept of one incident. */
export const NOTES_KEPT = 300;

/** What goes first where there are too many: it came by the dozen and changed nothing; then calls. What people did stays. */
const RANK = sql`case when step in ('suppressed', 'observed') then 2 when step = 'told' then 1 else 0 end`;

/** Adds to the incident's history, if that is still kept: to the newest note's count, where it says the same. */
export async function keepNote(writer: Writer, note: Note): Promise<void> {
  const incident = integerOfIncident(note.incident);
  const kept = await writer
    .selectFrom('incidents')
    .select('id')
    .where('id', '=', incident)
    .executeTakeFirst();
  if (kept === undefined) return;
  const newest = await writer
    .selectFrom('incident_notes')
    .select(['number', 'count', 'step', 'reason', 'detail'])
    .where('incident', '=', incident)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { step, reason, detail } = note;
  if (newest?.step === step && newest.reason === reason && newest.detail === detail) {
    await writer
      .updateTable('incident_notes')
      .set({ count: newest.count + BigInt(note.count), last_at: note.lastAt })
      .where('incident', '=', incident)
      .where('number', '=', newest.number)
      .execute();
    return;
  }
  const number = (newest?.number ?? 0n) + 1n;
  await writer
    .insertInto('incident_notes')
    .values({ incident, number, at: note.at, last_at: note.lastAt, count: note.count, step, reason, detail })
    .execute();
  await dropExcess(writer, incident, number);
}

/** How it began and what came last always stay. */
async function dropExcess(writer: Writer, incident: bigint, newest: bigint): Promise<void> {
  const { count, first } = await writer
    .selectFrom('incident_notes')
    .select((eb) => [eb.fn.countAll<bigint>().as('count'), eb.fn.min('number').as('first')])
    .where('incident', '=', incident)
    .executeTakeFirstOrThrow();
  const excess = Number(count) - NOTES_KEPT;
  if (excess <= 0) return;
  const going = await writer
    .selectFrom('incident_notes')
    .select('number')
    .where('incident', '=', incident)
    .where('number', '>', first)
    .where('number', '<', newest)
    .orderBy(RANK, 'desc')
    .orderBy('number')
    .limit(excess)
    .execute();
  await writer
    .deleteFrom('incident_notes')
    .where('incident', '=', incident)
    .where(
      'number',
      'in',
      going.map(({ number: each }) => each),
    )
    .execute();
}
