import type { SpendRow, SpendView } from './ledger-views.ts';
import type { SpendCell, SpendKey, SpendSums } from './ledger.ts';
import { dollarsOf } from './money.ts';
import { addSums, costOf, NO_SUMS, totalSums } from './spend-sums.ts';

const MOST_ROWS = 500;
/** The key of the row that stands for those that are too many. */
export const OTHERS = '(others)';

/**
 * `spend` of sums that were asked for by one key: the dearest row first, then the one with more calls, then by key. Where
 * there are more than 500, the last row is `(others)` with the sums of the rest; the totals are of all. Times are epoch
 * milliseconds.
 */
export function spendView(
  cells: readonly SpendCell[],
  { by, since, until }: { readonly by: SpendKey; readonly since: number; readonly until: number },
): SpendView {
  const sums = new Map<string, SpendSums>();
  for (const cell of cells) {
    const key = cell[by] ?? '';
    sums.set(key, addSums(sums.get(key) ?? NO_SUMS, cell));
  }
  const sorted = [...sums].toSorted(byCost);
  const [shown, rest] =
    sorted.length <= MOST_ROWS ? [sorted, []] : [sorted.slice(0, MOST_ROWS - 1), sorted.slice(MOST_ROWS - 1)];
  return {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    by,
    ...figuresOf(totalOf(sorted)),
    rows: [
      ...shown.map(([key, each]) => ({ key, ...figuresOf(each) })),
      ...(rest.length === 0 ? [] : [{ key: OTHERS, ...figuresOf(totalOf(rest)) }]),
    ],
  };
}

type Keyed = readonly [key: string, sums: SpendSums];

function byCost([oneKey, one]: Keyed, [otherKey, other]: Keyed): number {
  const dearer = costOf(other) - costOf(one);
  if (dearer !== 0n) return dearer > 0n ? 1 : -1;
  return other.calls - one.calls || (oneKey < otherKey ? -1 : 1);
}

function totalOf(keyed: readonly Keyed[]): SpendSums {
  return totalSums(keyed.map(([, sums]) => sums));
}

function figuresOf(sums: SpendSums): Omit<SpendRow, 'key'> {
  return {
    calls: sums.calls,
    inputTokens: sums.inputTokens,
    cachedTokens: sums.cachedTokens,
    outputTokens: sums.outputTokens,
    costUsd: sums.calls > 0 && sums.unpriced >= sums.calls ? null : dollarsOf(costOf(sums)),
    unpricedCalls: sums.unpriced,
    estimatedCalls: sums.estimated,
    missingCalls: sums.missing,
    adjustedUsd: dollarsOf(sums.adjustedPico),
    floorUsd: dollarsOf(sums.floorPico),
  };
}
