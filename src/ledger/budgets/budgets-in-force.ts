import { typeAmount } from '../../core/amount.ts';
import { PERIODS, scopeKey, type Budget, type BudgetScope, type Period } from '../../core/budget.ts';
import type { BudgetSetting } from '../../core/ledger.ts';

/** A budget as it holds, and who said so. */
export interface BudgetInForce {
  readonly budget: Budget;
  readonly setBy: 'configuration' | 'hand';
}

/** Names a budget: of one scope there is one a period. */
export function budgetKey({
  scope,
  period,
}: {
  readonly scope: BudgetScope;
  readonly period: Period;
}): string {
  return `${scopeKey(scope)}/${period}`;
}

/** What the configuration said of a budget, for `BudgetSetting.over`. */
export function configuredText(budget: Budget | undefined): string {
  return budget === undefined ? '' : typeAmount(budget.limit);
}

/**
 * Budgets as they hold: the configured ones and, before them, what somebody set in a chat, as long as the configuration
 * says what it said then. Whoever spoke last is right.
 */
export function budgetsInForce(
  configured: readonly Budget[],
  settings: readonly BudgetSetting[],
): readonly BudgetInForce[] {
  const inForce = new Map<string, BudgetInForce | null>(
    configured.map((budget) => [budgetKey(budget), { budget, setBy: 'configuration' }]),
  );
  const outdated = outdatedOf(configured, settings);
  for (const setting of settings) {
    const { scope, period, limit } = setting;
    if (outdated.includes(setting)) continue;
    inForce.set(
      budgetKey(setting),
      limit === null ? null : { budget: { scope, period, limit }, setBy: 'hand' },
    );
  }
  return [...inForce.values()].filter((one) => one !== null);
}

/** What was set over a configuration that said something else than it says now. */
export function outdatedOf(
  configured: readonly Budget[],
  settings: readonly BudgetSetting[],
): readonly BudgetSetting[] {
  const known = new Map(configured.map((budget) => [budgetKey(budget), budget]));
  return settings.filter((setting) => configuredText(known.get(budgetKey(setting))) !== setting.over);
}

/** Days first. */
export function byPeriod(one: { readonly budget: Budget }, other: { readonly budget: Budget }): number {
  return PERIODS.indexOf(one.budget.period) - PERIODS.indexOf(other.budget.period);
}
