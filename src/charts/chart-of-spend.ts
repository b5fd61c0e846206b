import { sayCount } from '../core/amount.ts';
import { sayDuration } from '../core/duration.ts';
import type { BudgetView, SpendReport } from '../core/ledger-views.ts';
import { sayCost } from '../core/say-cost.ts';
import { spanOfBars } from '../core/span-of-bars.ts';
import type { SpendChart, SpendSeries } from '../core/spend-chart.ts';
import { picoOfUsd } from '../core/usd.ts';

const MOST_SERIES = 6;
const OTHERS = 'others';

/** What of a report is drawn: the six dearest rows over time, what the others come to, and the day's budget. */
export function chartOfSpend(report: SpendReport, zone: string): SpendChart {
  const { view, workflow, starts } = report;
  const unpriced = view.unpricedCalls === 0 ? '' : `, ${sayCount(view.unpricedCalls)} of unknown cost`;
  const span = sayDuration(Date.parse(view.until) - Date.parse(view.since));
  return {
    title: workflow === null ? 'Spend by workflow' : `Spend of ${workflow}`,
    subtitle: `${sayCost(view)} in ${span}, ${sayCount(view.calls)} ${view.calls === 1 ? 'call' : 'calls'}${unpriced}`,
    zone,
    bars: spanOfBars(starts),
    starts,
    series: seriesOf(report),
    budgetPico: spanOfBars(starts) === 'day' ? budgetOf(report) : null,
  };
}

function seriesOf({ view, workflow, series, starts, total }: SpendReport): readonly SpendSeries[] {
  const drawn = view.rows.flatMap(({ key }) => {
    const amounts = series.get(key) ?? [];
    const name = key === '' ? `unknown ${workflow === null ? 'workflow' : 'model'}` : key;
    return amounts.some((amount) => amount > 0n) ? [{ name, amounts }] : [];
  });
  const named = drawn.slice(0, MOST_SERIES);
  const rest = starts.map((_, i) =>
    named.reduce((left, { amounts }) => left - (amounts[i] ?? 0n), total[i] ?? 0n),
  );
  return rest.some((amount) => amount > 0n) ? [...named, { name: OTHERS, amounts: rest }] : named;
}

/** The budget of a day in dollars for exactly what is drawn. */
function budgetOf({ workflow, budgets }: SpendReport): bigint | null {
  const isFor = (budget: BudgetView): boolean =>
    budget.period === 'day' &&
    (workflow === null ? budget.scope === 'overall' : budget.workflow === workflow);
  const limit = budgets.find(isFor)?.limitUsd ?? null;
  return limit === null ? null : picoOfUsd(limit);
}
