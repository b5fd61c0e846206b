/**
 * Ten thousand dollars, in pico-USD: whoever says that a call cost more is wrong, or lies. Sums of the books must fit into
 * 64 bits.
 */
const MOST_COST = 10_000n * 1_000_000_000_000n;

/** A cost in pico-USD that can be; `null`: it is not known, or more than ten thousand dollars. */
export function possibleCost(pico: bigint | null): bigint | null {
  return pico === null || pico > MOST_COST ? null : pico;
}
