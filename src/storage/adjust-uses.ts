import { sumsOf } from '../core/booked-sums.ts';
import type { Adjustment } from '../core/ledger.ts';
import { NO_SUMS } from '../core/spend-sums.ts';
import { createSumChanges } from './keep-sums.ts';
import { keyOf } from './sum-keys.ts';
import type { Writer } from './tables.ts';
import { adjustmentOf, costOf, useOf } from './usage-rows.ts';

/** Books what was learned of calls afterwards; the calls themselves stay as they were booked. */
export async function adjustUses(writer: Writer, adjustments: readonly Adjustment[]): Promise<void> {
  const changes = createSumChanges();
  for (const { at, useSeq, deltaPico, costPico, priceStatus } of adjustments) {
    const row = await writer
      .selectFrom('usage_records')
      .selectAll()
      .where('seq', '=', BigInt(useSeq))
      .executeTakeFirst();
    if (row === undefined) continue;
    const last = await writer
      .selectFrom('usage_adjustments')
      .selectAll()
      .where('use_seq', '=', row.seq)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const use = useOf(row);
    const before = last === undefined ? use : { ...use, ...costOf(adjustmentOf(last)) };
    const [was, is] = [sumsOf(before), sumsOf({ ...use, costPico, priceStatus })];
    // What it used has become known: it stands for no reservation any more.
    const floorPico = before.priceStatus === 'floor' ? -(use.costPico ?? 0n) : 0n;
    const [unpriced, paidTokens] = [is.unpriced - was.unpriced, is.paidTokens - was.paidTokens];
    const sums = { ...NO_SUMS, adjustedPico: deltaPico, floorPico, unpriced, paidTokens };
    changes.add(keyOf(use, Number(row.folded)), sums, 1);
    await writer
      .insertInto('usage_adjustments')
      .values({ at, use_seq: row.seq, delta_pico: deltaPico, cost_pico: costPico, price_status: priceStatus })
      .execute();
  }
  await changes.write(writer);
}
