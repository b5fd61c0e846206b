import { amountOf } from './amount.ts';
import { addSpent } from './budget.ts';
import type { Spent, Standing } from './budget.ts';
import type { Forecast } from './forecast.ts';
import type { BudgetView } from './ledger-views.ts';
import type { Pause } from './ledger.ts';
import { dollarsOf } from './money.ts';

/** A budget as it stands. `pause`: of the workflow that it is for; `setByHand`: over the configuration. */
export function budgetView(
  standing: Standing,
  {
    pause,
    forecast,
    setByHand,
  }: { readonly pause: Pause | null; readonly forecast: Forecast; readonly setByHand: boolean },
): BudgetView {
  const { budget, window } = standing;
  const { scope, limit, period } = budget;
  const taken = amountOf(addSpent(standing.spent, standing.held), limit.unit);
  return {
    scope: scope.kind,
    workflow: scope.kind === 'workflow' ? scope.name : null,
    provider: scope.kind === 'provider' ? scope.name : null,
    period,
    unit: limit.unit,
    limitUsd: limit.unit === 'usd' ? dollarsOf(limit.pico) : null,
    limitTokens: limit.unit === 'tokens' ? limit.tokens : null,
    ...figuresOf(standing),
    remainingUsd:
      limit.unit === 'usd' && taken.unit === 'usd' ? dollarsOf(notBelow0(limit.pico - taken.pico)) : null,
    remainingTokens:
      limit.unit === 'tokens' && taken.unit === 'tokens' ? Math.max(0, limit.tokens - taken.tokens) : null,
    startedAt: new Date(window.start).toISOString(),
    resetsAt: new Date(window.end).toISOString(),
    forecastExhaustedAt: forecast.exhaustedAt === null ? null : new Date(forecast.exhaustedAt).toISOString(),
    lastsWithout: forecast.lastsWithout,
    ...pausedBy(pause),
    setBy: setByHand ? 'hand' : 'configuration',
  };
}

/** A workflow that has no budget, and what it has spent in the month's window. */
export function viewWithoutBudget(
  workflow: string,
  sums: Pick<Standing, 'spent' | 'held' | 'unpricedCalls'>,
  pause: Pause | null,
): BudgetView {
  return {
    scope: 'workflow',
    workflow,
    provider: null,
    period: null,
    unit: 'usd',
    limitUsd: null,
    limitTokens: null,
    ...figuresOf(sums),
    remainingUsd: null,
    remainingTokens: null,
    startedAt: null,
    resetsAt: null,
    forecastExhaustedAt: null,
    lastsWithout: null,
    ...pausedBy(pause),
    setBy: null,
  };
}

function figuresOf({
  spent,
  held,
  unpricedCalls,
}: {
  readonly spent: Spent;
  readonly held: Spent;
  readonly unpricedCalls: number;
}): Pick<BudgetView, 'spentUsd' | 'spentTokens' | 'reservedUsd' | 'reservedTokens' | 'unpricedCalls'> {
  return {
    spentUsd: dollarsOf(spent.pico),
    spentTokens: spent.tokens,
    reservedUsd: dollarsOf(held.pico),
    reservedTokens: held.tokens,
    unpricedCalls,
  };
}

function pausedBy(pause: Pause | null): Pick<BudgetView, 'paused' | 'pausedBy'> {
  return { paused: pause !== null, pausedBy: pause?.by ?? null };
}

function notBelow0(pico: bigint): bigint {
  return pico < 0n ? 0n : pico;
}
