import type { UnpricedModel } from './ledger-views.ts';
import type { SpendCell } from './ledger.ts';

/** Of sums by provider and model: of which models calls have no known cost, those with the most such calls first. */
export function unpricedModels(cells: readonly SpendCell[]): readonly UnpricedModel[] {
  return cells
    .filter(({ unpriced }) => unpriced > 0)
    .map(({ provider, model, unpriced }) => ({
      provider: provider ?? '',
      model: model ?? '',
      calls: unpriced,
    }))
    .toSorted((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1));
}
