import { HOUR_MS } from '../core/duration.ts';
import type { BudgetView, SpendReport } from '../core/ledger-views.ts';
import { slotOf, type LedgerReader, type SpendCell } from '../core/ledger.ts';
import { spendView } from '../core/spend-view.ts';
import { addSums, costOf, NO_SUMS } from '../core/spend-sums.ts';
import { unpricedModels } from '../core/unpriced-models.ts';

/** Up to so long a span is shown by the hour. */
const BY_HOUR_MS = 25 * HOUR_MS;
const MOST_DAYS = 400;

export interface SpendReportDeps {
  readonly books: Pick<LedgerReader, 'spend'>;
  readonly budgets: readonly BudgetView[];
  /** IANA name: whose days the spans are. */
  readonly zone: string;
}

/** Spend since so many milliseconds before `now`, in sum and by days (by hours where it is a day). */
export async function readSpendReport(
  {
    workflow,
    sinceMs,
    now,
  }: { readonly workflow: string | null; readonly sinceMs: number; readonly now: number },
  { books, budgets, zone }: SpendReportDeps,
): Promise<SpendReport> {
  const by = workflow === null ? 'workflow' : 'model';
  const since = slotOf(Math.max(0, now - sinceMs));
  const span = { since, until: now + 1, ...(workflow === null ? {} : { workflow }) };
  const starts = startsOf(since, now, zone);
  const series = new Map<string, bigint[]>();
  const total = starts.map(() => 0n);
  const cells: SpendCell[] = [];
  const models = new Map<string, SpendCell>();
  // Day by day: whose days they are, no sums of the books know, and slot by slot there are thousands of them.
  for (const [i, start] of starts.entries()) {
    const day = { ...span, since: start, until: starts[i + 1] ?? span.until };
    for (const cell of await books.spend({
      ...day,
      by: [...new Set([by, 'provider', 'model'] as const)],
      everyMs: null,
    })) {
      cells.push(cell);
      const key = cell[by] ?? '';
      const costs = series.get(key) ?? starts.map(() => 0n);
      series.set(key, costs);
      costs[i] = (costs[i] ?? 0n) + costOf(cell);
      total[i] = (total[i] ?? 0n) + costOf(cell);
      const model = JSON.stringify([cell.provider, cell.model]);
      models.set(model, { ...cell, ...addSums(models.get(model) ?? NO_SUMS, cell) });
    }
  }
  return {
    view: spendView(cells, { by, since, until: now }),
    workflow,
    starts,
    total,
    series,
    budgets,
    unpricedModels: unpricedModels([...models.values()]),
  };
}

/** Where days begin by the zone's clock, or hours; the first is where the span begins. */
function startsOf(since: number, now: number, zone: string): readonly number[] {
  const starts = [since];
  if (now - since <= BY_HOUR_MS) {
    const first = Math.ceil((since + 1) / HOUR_MS) * HOUR_MS;
    for (let at = first; at <= now; at += HOUR_MS) starts.push(at);
    return starts;
  }
  let day = Temporal.Instant.fromEpochMilliseconds(since)
    .toZonedDateTimeISO(zone)
    .startOfDay()
    .add({ days: 1 });
  for (; day.epochMilliseconds <= now && starts.length < MOST_DAYS; day = day.add({ days: 1 }).startOfDay())
    starts.push(day.epochMilliseconds);
  return starts;
}
