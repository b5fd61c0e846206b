import type { Adjustment, KeptUse } from '../core/ledger.ts';
import { parseOrNull } from '../core/parse-or-null.ts';
import { z } from 'zod';
import type { Json } from '../core/json.ts';
import type { Repriced } from '../core/ledger-actions.ts';
import type { PriceStatus } from '../core/usage.ts';
import type { LedgerDeps } from './deps.ts';

const PIECE = 500;
/** What somebody said about the call itself holds, whatever a table says. */
const SAID: readonly PriceStatus[] = ['stated', 'reported', 'floor'];
/** Kept as it came from a provider, as JSON. */
const keptJson = z.custom<Json>();

/**
 * Prices the calls made since then (epoch milliseconds) by what is known now, and books the differences. The calls stay as
 * they were booked.
 */
export async function reprice(
  since: number,
  deps: Pick<LedgerDeps, 'store' | 'clock' | 'prices' | 'providerOf'>,
): Promise<Repriced> {
  let all: Repriced = { looked: 0, adjusted: 0, deltaPico: 0n, stillUnknown: 0 };
  for (let after = 0; ;) {
    const uses = await deps.store.bookedUses({ since, after, limit: PIECE });
    const last = uses.at(-1);
    if (last === undefined) return all;
    const pieces = uses.flatMap((kept) => {
      const adjustment = adjustmentFor(kept, deps);
      return adjustment === null ? [] : [{ kept, adjustment }];
    });
    if (pieces.length > 0) await deps.store.adjust(pieces.map(({ adjustment }) => adjustment));
    const unknown = uses.filter((kept) => {
      const piece = pieces.find((one) => one.kept === kept);
      return (piece === undefined ? standing(kept).costPico : piece.adjustment.costPico) === null;
    });
    all = {
      looked: all.looked + uses.length,
      adjusted: all.adjusted + pieces.length,
      deltaPico: pieces.reduce((sum, { adjustment }) => sum + adjustment.deltaPico, all.deltaPico),
      stillUnknown: all.stillUnknown + unknown.length,
    };
    after = last.seq;
  }
}

/** What is to be booked of one call; `null`: nothing has changed. A cost that was known is never forgotten. */
function adjustmentFor(
  kept: KeptUse,
  { prices, providerOf, clock }: Pick<LedgerDeps, 'clock' | 'prices' | 'providerOf'>,
): Adjustment | null {
  const { use, seq } = kept;
  const was = standing(kept);
  if (SAID.includes(was.priceStatus)) return null;
  const priced = prices.price({
    provider: providerOf(use.provider),
    model: use.model,
    usage: use.usage === null ? null : keptJson.parse(parseOrNull(use.usage)),
    at: use.at,
    tier: use.tier,
    estimate: use.usageSource === 'estimated' ? use.buckets : null,
  });
  if (priced.costPico === null || priced.costPico === was.costPico) return null;
  return {
    at: clock.now(),
    useSeq: seq,
    deltaPico: priced.costPico - (was.costPico ?? 0n),
    costPico: priced.costPico,
    priceStatus: priced.status,
  };
}

/** What a call costs by now. */
export function standing({ use, adjustments }: KeptUse): {
  readonly costPico: bigint | null;
  readonly priceStatus: PriceStatus;
} {
  return adjustments.at(-1) ?? use;
}
