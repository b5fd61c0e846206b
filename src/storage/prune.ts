import type { ExpressionBuilder } from 'kysely';
import { DAY_MS, MINUTE_MS } from '../core/duration.ts';
import { leastIntegerAt } from '../core/ids.ts';
import { MOST_KEYS } from './dedup-index.ts';
import { SENDING, WAITING } from './states.ts';
import { pruneIncidents } from './prune-incidents.ts';
import { pruneLedger } from './prune-ledger.ts';
import { pruneProbes } from './prune-probes.ts';
import { rollCountsForward } from './source-counts.ts';
import type { Tables, Writer } from './tables.ts';

/** How long events, their deliveries and their trail are kept, and how many at most. */
export const EVENTS_KEPT_MS = 30 * DAY_MS;
export const EVENTS_KEPT = 100_000;

/** Rows deleted in one transaction, so that a request never waits long behind it. */
const ROWS_A_PIECE = 500;

/** An event's id is older than its commit by as long as its request took: no longer than this. */
const COMMITTED_WITHIN_MS = 5 * MINUTE_MS;

/** One bounded piece of the cleaning: what is too old, too much or expired. Resolves with how many rows went. */
export async function prunePiece(writer: Writer, now: number): Promise<number> {
  const keys = await pruneKeys(writer, now);
  const events = await pruneEvents(writer, now);
  const seen = (await pruneIncidents(writer, now)) + (await pruneProbes(writer, now));
  return keys + events + seen + (await pruneLedger(writer, now));
}

async function pruneKeys(writer: Writer, now: number): Promise<number> {
  const tooMany = await writer
    .selectFrom('dedup')
    .select('event_id')
    .orderBy('event_id', 'desc')
    .offset(MOST_KEYS)
    .limit(1)
    .executeTakeFirst();
  const gone = await writer
    .deleteFrom('dedup')
    .where('event_id', 'in', (eb) =>
      eb
        .selectFrom('dedup')
        .select('dedup.event_id')
        .where((row) =>
          row.or([
            row('dedup.expires_at', '<=', BigInt(now)),
            row('dedup.event_id', '<=', tooMany?.event_id ?? -1n),
          ]),
        )
        .limit(ROWS_A_PIECE),
    )
    .executeTakeFirstOrThrow();
  return Number(gone.numDeletedRows);
}

async function pruneEvents(writer: Writer, now: number): Promise<number> {
  const kept = await writer
    .selectFrom('events')
    .select('id')
    .orderBy('id', 'desc')
    .offset(EVENTS_KEPT)
    .limit(1)
    .executeTakeFirst();
  const oldest = await writer
    .selectFrom('events')
    .select(['id', 'first_delivery', 'end_delivery'])
    .where((eb) =>
      eb.or([
        eb('time', '<', BigInt(now - EVENTS_KEPT_MS)),
        // However many there are: what was acknowledged and is not delivered yet stays.
        eb.and([eb('id', '<=', kept?.id ?? -1n), eb.not(eb.exists(undelivered(eb)))]),
      ]),
    )
    .orderBy('id')
    .limit(ROWS_A_PIECE)
    .execute();
  const last = oldest.at(-1);
  // What goes is counted first.
  const settledTo = leastIntegerAt(now - COMMITTED_WITHIN_MS);
  await rollCountsForward(writer, last !== undefined && last.id > settledTo ? last.id : settledTo);
  if (last === undefined) return 0;
  const ids = oldest.map((row) => row.id);
  const first = oldest.reduce(
    (least, row) => (row.first_delivery < least ? row.first_delivery : least),
    last.end_delivery,
  );
  const end = oldest.reduce((most, row) => (row.end_delivery > most ? row.end_delivery : most), 0n);
  const gone = await writer
    .deleteFrom('deliveries')
    .where((eb) =>
      eb.or([
        eb.and([eb('seq', '>=', first), eb('seq', '<', end), eb('event_id', 'in', ids)]),
        eb('seq', 'in', eb.selectFrom('replays').select('replays.seq').where('replays.event_id', 'in', ids)),
      ]),
    )
    .returning('seq')
    .execute();
  for (let from = 0; from < gone.length; from += ROWS_A_PIECE) {
    const seqs = gone.slice(from, from + ROWS_A_PIECE).map((row) => row.seq);
    await writer.deleteFrom('attempts').where('delivery_seq', 'in', seqs).execute();
  }
  await writer.deleteFrom('replays').where('event_id', 'in', ids).execute();
  await writer.deleteFrom('events').where('id', 'in', ids).execute();
  return oldest.length;
}

/** Deliveries of the event at hand that are still to come, its replays' included. */
function undelivered(eb: ExpressionBuilder<Tables, 'events'>) {
  return eb
    .selectFrom('deliveries')
    .select('deliveries.seq')
    .where('deliveries.state', 'in', [BigInt(WAITING), BigInt(SENDING)])
    .where((inner) =>
      inner.or([
        inner.and([
          inner('deliveries.seq', '>=', inner.ref('events.first_delivery')),
          inner('deliveries.seq', '<', inner.ref('events.end_delivery')),
        ]),
        inner(
          'deliveries.seq',
          'in',
          inner.selectFrom('replays').select('replays.seq').whereRef('replays.event_id', '=', 'events.id'),
        ),
      ]),
    );
}
