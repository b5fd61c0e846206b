import { nameOf, shareBar } from '../bots/commands/say-budget.ts';
import { sayAmount, shareOf } from '../core/amount.ts';
import type { Amount } from '../core/budget.ts';
import type { BudgetView } from '../core/ledger-views.ts';
import { limitOf, reservedOf, spentOf } from '../core/budget-amounts.ts';
import { columns } from './print.ts';

const NONE = `no budgets yet: npx pithead budget WORKFLOW set day '$2', or budget: { day: $1.00 } of a workflow in pithead.yaml`;

/** All of them, a row each. */
export function sayBudgets(budgets: readonly BudgetView[]): string {
  if (budgets.length === 0) return NONE;
  return columns([
    ['BUDGET', 'PERIOD', 'USED', 'SPENT', 'LIMIT', 'RESERVED', 'RESETS', 'GONE BY', 'NOTE'],
    ...budgets.map((budget) => {
      const [spent, limit] = [spentOf(budget), limitOf(budget)];
      return [
        nameOf(budget),
        budget.period ?? 'month',
        limit === null ? '' : sayShare(spent, limit),
        sayAmount(spent),
        limit === null ? 'none' : sayAmount(limit),
        sayAmount(reservedOf(budget)),
        budget.resetsAt ?? '',
        budget.forecastExhaustedAt ?? '',
        notesOf(budget).join('; '),
      ];
    }),
  ]);
}

function sayShare(spent: Amount, limit: Amount): string {
  const share = shareOf(spent, limit);
  return `${shareBar(share)} ${Math.floor(share * 100)} %`;
}

function notesOf({ paused, pausedBy, setBy, unpricedCalls, lastsWithout }: BudgetView): readonly string[] {
  return [
    ...(paused ? [`paused${pausedBy === null ? '' : ` by ${pausedBy}`}`] : []),
    ...(setBy === 'hand' ? ['set by hand'] : []),
    ...(lastsWithout === null ? [] : [`lasts without ${lastsWithout}`]),
    ...(unpricedCalls === 0 ? [] : [`${unpricedCalls} of unknown cost not in it`]),
  ];
}
