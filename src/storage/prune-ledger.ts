import { DAY_MS } from '../core/duration.ts';
import type { Reservation } from '../core/ledger.ts';
import { SUM_SPANS } from './sum-spans.ts';
import type { Writer } from './tables.ts';

/** How long calls are kept one by one, and how many at most; beyond that their sums tell of them. */
export const USES_KEPT_MS = 100 * DAY_MS;
const USES_KEPT = 1_500_000;
/** A year and a month, to hold one month against the same a year ago. */
export const SUMS_KEPT_MS = 400 * DAY_MS;
/** What is settled may be asked for again by who did not hear the answer. */
export const RESERVATIONS_KEPT_MS = 7 * DAY_MS;

const ROWS_A_PIECE = 500;

/** One bounded piece. Adjustments go with their calls; what they came to stays in the sums. */
export async function pruneLedger(writer: Writer, now: number, mostUses = USES_KEPT): Promise<number> {
  return (
    (await pruneUses(writer, now, mostUses)) +
    (await pruneSums(writer, now)) +
    (await pruneSpans(writer, now)) +
    (await pruneReservations(writer, now))
  );
}

async function pruneUses(writer: Writer, now: number, most: number): Promise<number> {
  const newest = await writer
    .selectFrom('usage_records')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  // Numbers rise, with a gap where a call came again: those that lie further back are too many.
  const tooMany = (newest?.seq ?? 0n) - BigInt(most);
  const oldest = BigInt(now - USES_KEPT_MS);
  const gone = await writer
    .deleteFrom('usage_records')
    .where('seq', 'in', (eb) =>
      eb
        .selectFrom('usage_records')
        .select('usage_records.seq')
        .where((row) =>
          row.or([row('usage_records.at', '<', oldest), row('usage_records.seq', '<=', tooMany)]),
        )
        .limit(ROWS_A_PIECE),
    )
    .returning('seq')
    .execute();
  if (gone.length === 0) return 0;
  const seqs = gone.map(({ seq }) => seq);
  await writer.deleteFrom('usage_adjustments').where('use_seq', 'in', seqs).execute();
  return gone.length;
}

async function pruneSums(writer: Writer, now: number): Promise<number> {
  // Of a table without row ids a piece is taken by its slots: each holds a few hundred rows at most.
  const first = await writer
    .selectFrom('usage_sums')
    .select('slot')
    .where('slot', '<', BigInt(now - SUMS_KEPT_MS))
    .orderBy('slot')
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) return 0;
  const { numDeletedRows } = await writer
    .deleteFrom('usage_sums')
    .where('slot', '=', first.slot)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Once all of a span is too old. */
async function pruneSpans(writer: Writer, now: number): Promise<number> {
  let rows = 0;
  for (const { kind, everyMs } of SUM_SPANS) {
    const first = await writer
      .selectFrom('usage_spans')
      .select('slot')
      .where('kind', '=', kind)
      .where('slot', '<=', BigInt(now - SUMS_KEPT_MS - everyMs))
      .orderBy('slot')
      .limit(1)
      .executeTakeFirst();
    if (first === undefined) continue;
    const { numDeletedRows } = await writer
      .deleteFrom('usage_spans')
      .where('kind', '=', kind)
      .where('slot', '=', first.slot)
      .executeTakeFirstOrThrow();
    rows += Number(numDeletedRows);
  }
  return rows;
}

async function pruneReservations(writer: Writer, now: number): Promise<number> {
  const open: Reservation['state'] = 'open';
  const old = await writer
    .selectFrom('reservations')
    .select(['workflow', 'id'])
    .where('state', '!=', open)
    .where('at', '<', BigInt(now - RESERVATIONS_KEPT_MS))
    .limit(ROWS_A_PIECE)
    .execute();
  for (const { workflow, id } of old) {
    await writer.deleteFrom('reservations').where('workflow', '=', workflow).where('id', '=', id).execute();
  }
  return old.length;
}
