/** A million dollars, in pico-USD: whoever says that a call cost more is wrong, or lies. */
const MOST_COST = 1_000_000n * 1_000_000_000_000n;

/** A cost in pico-USD that can be; `null`: it is not known, or more than a million dollars. */
export function possibleCost(pico: bigint | null): bigint | null {
  return pico === null || pico > MOST_COST ? null : pico;
}
