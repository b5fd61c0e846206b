import type { Ratio } from '../settings.ts';

const WHOLE: Ratio = { numerator: 1n, denominator: 1n };

/** What of the price a call costs that ran in these tiers, one on top of the other; `null`: of one of them nobody said. */
export function tierShare(tiers: readonly string[], shares: ReadonlyMap<string, Ratio>): Ratio | null {
  return tiers.reduce<Ratio | null>((all, tier) => {
    const share = shares.get(tier);
    return all === null || share === undefined ? null : product(all, share);
  }, WHOLE);
}

function product(a: Ratio, b: Ratio): Ratio {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}
