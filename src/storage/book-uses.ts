import { sql } from 'kysely';
import { z } from 'zod';
import { bookedSumsOf, sumsOf } from '../core/booked-sums.ts';
import { decideBooking } from '../core/decide-booking.ts';
import type { BookedUse, Booking, SpendSums } from '../core/ledger.ts';
import { createBulkInsert } from './bulk-insert.ts';
import { createSumChanges, type SumChanges } from './keep-sums.ts';
import { keyOf, type SumKeys } from './sum-keys.ts';
import type { Writer } from './tables.ts';
import { adjustmentOf, costOf, useOf, useRow } from './usage-rows.ts';

/** What booking needs to remember between commits. */
export interface Books {
  readonly keys: SumKeys;
  /** The next record's number. */
  readonly next: () => number;
}

const insertUses = createBulkInsert(
  'usage_records',
  [
    'seq',
    'id',
    'workflow',
    'at',
    'booked_at',
    'provider',
    'model',
    'fresh',
    'cache_read',
    'cache_write',
    'visible',
    'reasoning',
    'cost_pico',
    'price_status',
    'usage_source',
    'fullness',
    'tier',
    'latency_ms',
    'trace_id',
    'trigger_kind',
    'trigger_id',
    'prompt_hash',
    'folded',
    'usage',
  ],
  sql`on conflict (id, workflow) do nothing returning seq`,
);
const Inserted = z.object({ seq: z.bigint() });

/** Books calls and their sums, in the writer's transaction. Results stand in the calls' order. */
export async function bookUses(
  writer: Writer,
  uses: readonly BookedUse[],
  bookedAt: number,
  { keys, next }: Books,
): Promise<readonly Booking[]> {
  const numbered: { seq: number; use: BookedUse; key: Awaited<ReturnType<SumKeys['take']>> }[] = [];
  for (const use of uses) numbered.push({ seq: next(), use, key: await keys.take(writer, use) });
  const rows = numbered.map(({ seq, use, key }) => useRow(seq, use, bookedAt, key.folded));
  const inserted = new Set((await insertUses(writer, rows)).map((row) => Number(Inserted.parse(row).seq)));
  const changes = createSumChanges();
  const bookings: Booking[] = [];
  for (const { seq, use, key } of numbered) {
    if (inserted.has(seq)) {
      changes.add(key.key, sumsOf(use), 1);
      bookings.push({ outcome: 'booked' });
    } else bookings.push(await bookAgain(writer, use, bookedAt, keys, changes));
  }
  await changes.write(writer);
  return bookings;
}

/** A call whose id is booked already. */
async function bookAgain(
  writer: Writer,
  use: BookedUse,
  bookedAt: number,
  keys: SumKeys,
  changes: SumChanges,
): Promise<Booking> {
  const row = await writer
    .selectFrom('usage_records')
    .selectAll()
    .where('id', '=', use.id)
    .where('workflow', '=', use.workflow)
    .executeTakeFirstOrThrow();
  const booked = useOf(row);
  const kept = decideBooking(booked, use);
  if (kept === null) return { outcome: 'duplicate' };
  const was = await takeBack(writer, row.seq, booked, kept, bookedAt);
  changes.add(keyOf(booked, Number(row.folded)), was, -1);
  const { key, folded } = await keys.take(writer, kept);
  changes.add(key, sumsOf(kept), 1);
  const { seq: _, id: _id, workflow: _workflow, ...told } = useRow(0, kept, bookedAt, folded);
  await writer.updateTable('usage_records').set(told).where('seq', '=', row.seq).execute();
  const { at, provider } = booked;
  const spent = { pico: was.costPico + was.adjustedPico, tokens: was.paidTokens };
  return {
    outcome: 'replaced',
    was: { at, provider, spent, unpriced: was.unpriced },
    now: bookedSumsOf(kept),
  };
}

/** The sums that a call stands for by now, with what was booked afterwards, which is booked back for the one in its place. */
async function takeBack(
  writer: Writer,
  seq: bigint,
  booked: BookedUse,
  { costPico, priceStatus }: BookedUse,
  at: number,
): Promise<SpendSums> {
  const sums = sumsOf(booked);
  const adjustments = await writer
    .selectFrom('usage_adjustments')
    .selectAll()
    .where('use_seq', '=', seq)
    .orderBy('seq')
    .execute();
  const last = adjustments.at(-1);
  if (last === undefined) return sums;
  const adjustedPico = adjustments.reduce((all, { delta_pico: delta }) => all + delta, 0n);
  await writer
    .insertInto('usage_adjustments')
    .values({
      at,
      use_seq: seq,
      delta_pico: -adjustedPico,
      cost_pico: costPico,
      price_status: priceStatus,
    })
    .execute();
  const { unpriced, paidTokens } = sumsOf({ ...booked, ...costOf(adjustmentOf(last)) });
  const floorPico = last.price_status === 'floor' ? sums.floorPico : 0n;
  return { ...sums, adjustedPico, floorPico, unpriced, paidTokens };
}
