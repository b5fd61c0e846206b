import type { BudgetView, SpendReport, SpendRow } from '../../../src/core/ledger-views.ts';
import { picoOfUsd } from '../../../src/core/usd.ts';
import { before, NOW } from './calls.ts';

const DAY = 86_400_000;

/** A row of which everything is known. */
export function rowOf(changes: Partial<SpendRow> = {}): SpendRow {
  return {
    key: 'digest',
    calls: 96,
    inputTokens: 120_000,
    cachedTokens: 20_000,
    outputTokens: 9_000,
    costUsd: '8.20',
    unpricedCalls: 0,
    estimatedCalls: 0,
    missingCalls: 0,
    adjustedUsd: '0.00',
    floorUsd: '0.00',
    ...changes,
  };
}

/** A week in which the rows were spent on its last day; the total is given where it is not the first row's. */
export function reportOf(
  rows: readonly SpendRow[],
  changes: Partial<SpendReport> = {},
  total: Partial<Omit<SpendRow, 'key'>> = {},
): SpendReport {
  const { key: _key, ...first } = rows[0] ?? rowOf({ calls: 0, costUsd: '0.00' });
  const starts = Array.from({ length: 8 }, (_, i) => NOW - (7 - i) * DAY);
  const lastDay = (usd: string | null): readonly bigint[] =>
    starts.map((_, i) => (i === 7 ? picoOfUsd(usd ?? '0') : 0n));
  return {
    view: { since: before(7 * 86_400), until: before(0), by: 'workflow', ...first, ...total, rows },
    workflow: null,
    starts,
    total: lastDay(total.costUsd ?? first.costUsd),
    series: new Map(rows.map(({ key, costUsd }) => [key, lastDay(costUsd)])),
    unpricedModels: [],
    budgets: [],
    ...changes,
  };
}

/** A budget of digest: $1.24 of $2.00 a day, which starts anew in 5 hours. */
export function budgetOf(changes: Partial<BudgetView> = {}): BudgetView {
  return {
    scope: 'workflow',
    workflow: 'digest',
    provider: null,
    period: 'day',
    unit: 'usd',
    limitUsd: '2.00',
    limitTokens: null,
    spentUsd: '1.24',
    spentTokens: 120_000,
    reservedUsd: '0.00',
    reservedTokens: 0,
    remainingUsd: '0.76',
    remainingTokens: null,
    unpricedCalls: 0,
    startedAt: before(19 * 3_600),
    resetsAt: before(-5 * 3_600),
    forecastExhaustedAt: null,
    lastsWithout: null,
    paused: false,
    pausedBy: null,
    setBy: 'configuration',
    ...changes,
  };
}
