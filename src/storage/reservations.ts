import type { Selectable } from 'kysely';
import { z } from 'zod';
import { RESERVATION_STATES, type Booking, type LedgerStore, type Reservation } from '../core/ledger.ts';
import { bookUses, type Books } from './book-uses.ts';
import type { ReservationsTable } from './ledger-tables.ts';
import { parseRow } from './stored-json.ts';
import type { Reader, Writer } from './tables.ts';

const ReservationRow = z.object({
  workflow: z.string(),
  id: z.string(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  held_pico: z.bigint(),
  held_tokens: z.bigint().transform(Number),
  at: z.bigint().transform(Number),
  lease_until: z.bigint().transform(Number),
  state: z.enum(RESERVATION_STATES),
});

/** What is kept under the id afterwards: of a workflow's id the first counts. */
export async function keepReservation(writer: Writer, reservation: Reservation): Promise<Reservation> {
  const { workflow, id, provider, model, held, at, leaseUntil, state } = reservation;
  await writer
    .insertInto('reservations')
    .values({
      workflow,
      id,
      provider,
      model,
      held_pico: held.pico,
      held_tokens: held.tokens,
      at,
      lease_until: leaseUntil,
      state,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readReservation(writer, workflow, id)) ?? reservation;
}

/** See `LedgerStore.endReservation`: both happen, or neither. */
export async function endReservation(
  writer: Writer,
  { workflow, id, from, to, use, at }: Parameters<LedgerStore['endReservation']>[0],
  books: Books,
): Promise<Booking | 'nothing-booked' | null> {
  const { numUpdatedRows: ended } = await writer
    .updateTable('reservations')
    .set({ state: to })
    .where('workflow', '=', workflow)
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirstOrThrow();
  if (ended === 0n) return null;
  if (use === null) return 'nothing-booked';
  const [booking] = await bookUses(writer, [use], at, books);
  return booking ?? 'nothing-booked';
}

export async function readReservation(
  db: Reader | Writer,
  workflow: string,
  id: string,
): Promise<Reservation | null> {
  const row = await db
    .selectFrom('reservations')
    .selectAll()
    .where('workflow', '=', workflow)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : reservationOf(row);
}

export async function readOpenReservations(db: Reader): Promise<readonly Reservation[]> {
  const rows = await db
    .selectFrom('reservations')
    .selectAll()
    .where('state', '=', 'open' satisfies Reservation['state'])
    .orderBy('lease_until')
    .execute();
  return rows.map(reservationOf);
}

function reservationOf(row: Selectable<ReservationsTable>): Reservation {
  const kept = parseRow(ReservationRow, row, `reservation ${row.id} of ${row.workflow}`);
  const { workflow, id, provider, model, at, state } = kept;
  const held = { pico: kept.held_pico, tokens: kept.held_tokens };
  return { workflow, id, provider, model, held, at, leaseUntil: kept.lease_until, state };
}
