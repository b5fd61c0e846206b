import type { BookedUse } from './ledger.ts';
import { sumOfKnown, type PriceStatus } from './usage.ts';

/** Costs that stand beside the tokens, and are no price of them. */
const BESIDE: readonly PriceStatus[] = ['floor', 'reported'];

/**
 * What is booked of a call that comes again under its id: it takes the place of what was booked where it tells more, or as
 * much and later. What was held for it, or somebody said that it came to, stays until a price is known, whichever of
 * both came first. `null`: nothing else than before. The same tokens at a newer price are nothing else.
 */
export function decideBooking(booked: BookedUse, again: BookedUse): BookedUse | null {
  const [best, other] = again.fullness < booked.fullness ? [booked, again] : [again, booked];
  const kept = withCostOf(other, best);
  return saysTheSame(booked, kept) ? null : kept;
}

/** Else a budget would have room again for what was spent all the same. */
function withCostOf(other: BookedUse, use: BookedUse): BookedUse {
  const { costPico, priceStatus } = other;
  if (use.costPico !== null || !BESIDE.includes(priceStatus)) return use;
  const { input, output } = use.buckets;
  const isCounted = sumOfKnown([...Object.values(input), ...Object.values(output)]) !== null;
  return { ...use, buckets: isCounted ? use.buckets : other.buckets, costPico, priceStatus };
}

function saysTheSame(one: BookedUse, other: BookedUse): boolean {
  return (
    one.usage === other.usage &&
    one.provider === other.provider &&
    one.model === other.model &&
    one.tier === other.tier &&
    one.fullness === other.fullness &&
    JSON.stringify(one.buckets) === JSON.stringify(other.buckets) &&
    costBeside(one) === costBeside(other)
  );
}

function costBeside({ costPico, priceStatus }: BookedUse): bigint | null {
  return BESIDE.includes(priceStatus) ? costPico : null;
}
