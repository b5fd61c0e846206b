import type { Adjustment, KeptUse } from '../core/ledger.ts';
import { parseOrNull } from '../core/parse-or-null.ts';
import { z } from 'zod';
import type { Json } from '../core/json.ts';
import type { Repriced } from '../core/ledger-actions.ts';
import type { PriceStatus } from '../core/usage.ts';
import type { LedgerDeps } from './deps.ts';
import { PARTIAL } from './booked-use.ts';
import type { Gate } from './gate.ts';

type RepriceDeps = Pick<LedgerDeps, 'store' | 'clock' | 'prices' | 'providerOf'>;

const PIECE = 500;
/** What somebody said about the call itself holds, whatever a table says. */
const SAID: readonly PriceStatus[] = ['stated', 'reported'];
/** Kept as it came from a provider, as JSON. */
const keptJson = z.custom<Json>();

/**
 * Prices the calls made since then (epoch milliseconds) by what is known now, and books the differences. The calls stay as
 * they were booked.
 */
export async function reprice(
  since: number,
  { gate, ...deps }: RepriceDeps & { readonly gate: Gate },
): Promise<Repriced> {
  let all: Repriced = { looked: 0, adjusted: 0, deltaPico: 0n, stillUnknown: 0 };
  for (let after = 0; ;) {
    // Alone: what is booked or priced anew between reading and writing would be adjusted from a cost that it no longer has.
    const { uses, pieces } = await gate.alone(() => repricePiece({ since, after, limit: PIECE }, deps));
    const last = uses.at(-1);
    if (last === undefined) return all;
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
    // Nothing above waits for anything else where no price has changed: let requests have their turn.
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}

async function repricePiece(filter: Parameters<LedgerDeps['store']['bookedUses']>[0], deps: RepriceDeps) {
  const uses = await deps.store.bookedUses(filter);
  const pieces = uses.flatMap((kept) => {
    const adjustment = adjustmentFor(kept, deps);
    return adjustment === null ? [] : [{ kept, adjustment }];
  });
  if (pieces.length > 0) await deps.store.adjust(pieces.map(({ adjustment }) => adjustment));
  return { uses, pieces };
}

/** What is to be booked of one call; `null`: nothing has changed. A cost that was known is never forgotten. */
function adjustmentFor(
  kept: KeptUse,
  { prices, providerOf, clock }: Omit<RepriceDeps, 'store'>,
): Adjustment | null {
  const { use, seq } = kept;
  const was = standing(kept);
  if (SAID.includes(was.priceStatus)) return null;
  // Of what is not over the cost is not known, whatever the price.
  if (use.fullness === PARTIAL && was.priceStatus === 'incomplete') return null;
  // What was reserved holds until somebody knows what was used.
  if (was.priceStatus === 'floor' && use.usageSource === 'missing') return null;
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
