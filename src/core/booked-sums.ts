import { lessSpent, NOTHING_SPENT } from './budget.ts';
import type { BookedSums, BookedUse, Booking, SpendSums } from './ledger.ts';
import { sumOfKnown } from './usage.ts';

/** What one call adds to the sums of the books. */
export function sumsOf(use: BookedUse): SpendSums {
  const { input, output } = use.buckets;
  const inputTokens = sumOfKnown([input.fresh, input.cacheRead, input.cacheWrite]) ?? 0;
  const outputTokens = sumOfKnown([output.visible, output.reasoning]) ?? 0;
  return {
    calls: 1,
    inputTokens,
    cachedTokens: input.cacheRead ?? 0,
    outputTokens,
    paidTokens: use.priceStatus === 'free' ? 0 : inputTokens + outputTokens,
    costPico: use.costPico ?? 0n,
    adjustedPico: 0n,
    floorPico: use.priceStatus === 'floor' ? (use.costPico ?? 0n) : 0n,
    unpriced: use.costPico === null ? 1 : 0,
    estimated: use.usageSource === 'estimated' ? 1 : 0,
    // Of what its caller put a sum to nothing is missing.
    missing: use.usageSource === 'missing' && use.priceStatus !== 'reported' ? 1 : 0,
  };
}

export function bookedSumsOf(use: BookedUse): BookedSums {
  const { costPico, paidTokens, unpriced } = sumsOf(use);
  return { at: use.at, provider: use.provider, spent: { pico: costPico, tokens: paidTokens }, unpriced };
}

/** What budgets must count because of a booking: the call, and what it took the place of with its sign turned. */
export function countedBy(use: BookedUse, booking: Booking): readonly BookedSums[] {
  switch (booking.outcome) {
    case 'booked':
      return [bookedSumsOf(use)];
    case 'replaced':
      return [negated(booking.was), booking.now];
    case 'duplicate':
      return [];
    default:
      return booking satisfies never;
  }
}

function negated({ spent, unpriced, ...rest }: BookedSums): BookedSums {
  return { ...rest, spent: lessSpent(NOTHING_SPENT, spent), unpriced: -unpriced };
}
