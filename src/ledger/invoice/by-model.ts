import type { BillLine } from './bill.ts';
import { count, sum } from './compared.ts';
import { bySize, MOST_MODELS, type ModelComparison } from './invoice-result.ts';
import { billedTokens, bookedTokens } from './price-differences.ts';
import { modelOf, type Rest } from './rest.ts';

/**
 * The bill beside the books, model by model, the largest difference first. `extras`: what was billed beside models, in a
 * row of its own; `left`: what of it was put down to no cause (pico-USD).
 */
export function byModel(
  rests: readonly Rest[],
  extras: readonly BillLine[],
  left: bigint,
): readonly ModelComparison[] {
  const models = [...Map.groupBy(rests, ({ of }) => of.key).values()].map((group): ModelComparison => {
    const places = group.map(({ of }) => of);
    return {
      model: places.map(modelOf).find((name) => name !== null) ?? null,
      billedPico: sum(places, ({ billed }) => billed),
      bookedPico: sum(places, ({ booked }) => booked),
      unexplainedPico: sum(group, ({ pico }) => pico),
      billedTokens: billedTokens(places),
      bookedTokens: bookedTokens(places),
      calls: count(places, ({ calls }) => calls),
    };
  });
  const beside: ModelComparison = {
    model: null,
    billedPico: sum(extras, ({ pico }) => pico),
    bookedPico: 0n,
    unexplainedPico: left,
    billedTokens: null,
    bookedTokens: 0,
    calls: 0,
  };
  return [...models, ...(extras.length === 0 ? [] : [beside])]
    .toSorted((one, other) => bySize(one.billedPico - one.bookedPico, other.billedPico - other.bookedPico))
    .slice(0, MOST_MODELS);
}
