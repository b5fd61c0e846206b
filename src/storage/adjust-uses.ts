import type { Adjustment } from '../core/ledger.ts';
import { NO_SUMS } from '../core/spend-sums.ts';
import { createSumChanges } from './keep-sums.ts';
import { keyOf } from './sum-keys.ts';
import type { Writer } from './tables.ts';
import { useOf } from './usage-rows.ts';

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
      .select(['cost_pico', 'price_status'])
      .where('use_seq', '=', row.seq)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const wasUnpriced = (last === undefined ? row.cost_pico : last.cost_pico) === null ? 1 : 0;
    const unpriced = (costPico === null ? 1 : 0) - wasUnpriced;
    // What it used has become known: it stands for no reservation any more.
    const floorPico = (last ?? row).price_status === 'floor' ? -(row.cost_pico ?? 0n) : 0n;
    const sums = { ...NO_SUMS, adjustedPico: deltaPico, floorPico, unpriced };
    changes.add(keyOf(useOf(row), Number(row.folded)), sums, 1);
    await writer
      .insertInto('usage_adjustments')
      .values({ at, use_seq: row.seq, delta_pico: deltaPico, cost_pico: costPico, price_status: priceStatus })
      .execute();
  }
  await changes.write(writer);
}
