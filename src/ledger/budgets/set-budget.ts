import type { Amount, Budget, BudgetScope } from '../../core/budget.ts';
import { errorText } from '../../core/error-text.ts';
import type { Actor } from '../../core/incident.ts';
import type { BudgetAsked, BudgetSet } from '../../core/ledger-deeds.ts';
import type { BudgetView } from '../../core/ledger-views.ts';
import type { LedgerDeps } from '../deps.ts';
import { budgetKey, configuredText, type BudgetInForce } from './budgets-in-force.ts';

interface SetBudgetDeps extends Pick<LedgerDeps, 'store' | 'clock' | 'log' | 'settings'> {
  readonly names: () => readonly string[];
  /** Providers that may have a budget: those of the configuration. */
  readonly providers: readonly string[];
  readonly inForce: () => readonly BudgetInForce[];
  /** Reads anew which budgets hold, and how they stand. */
  readonly reload: () => Promise<void>;
  readonly views: (scope: BudgetScope) => Promise<readonly BudgetView[]>;
}

const PROVIDER = 'provider:';
const OVERALL = 'overall';

/** Whom a budget is for, as people name it; `null`: nobody of this name. */
export function scopeNamed(
  target: string,
  known: { readonly workflows: readonly string[]; readonly providers: readonly string[] },
): BudgetScope | null {
  if (target === OVERALL) return { kind: 'overall' };
  const provider = target.startsWith(PROVIDER) ? target.slice(PROVIDER.length) : null;
  if (provider !== null)
    return known.providers.includes(provider) ? { kind: 'provider', name: provider } : null;
  return known.workflows.includes(target) ? { kind: 'workflow', name: target } : null;
}

/** Sets a budget over what the configuration says, for as long as that says what it says now. */
export function createSetBudget(deps: SetBudgetDeps): (asked: BudgetAsked, by: Actor) => Promise<BudgetSet> {
  const { store, clock, log, settings } = deps;
  return async ({ target, period, limit }, by) => {
    const known = { workflows: deps.names(), providers: deps.providers };
    const scope = scopeNamed(target, known);
    if (scope === null) {
      const providers = known.providers.map((name) => PROVIDER + name);
      return { outcome: 'unknown', names: [...known.workflows, ...providers, OVERALL] };
    }
    const was = limitOf(deps.inForce(), { scope, period });
    const configured = settings.budgets.find((budget) => budgetKey(budget) === budgetKey({ scope, period }));
    try {
      if (limit === 'configured') await store.forgetBudgetSetting(scope, period);
      else {
        const over = configuredText(configured);
        await store.keepBudgetSetting({ scope, period, limit, over, at: clock.now(), by: by.name });
      }
      await deps.reload();
    } catch (error) {
      log.error('budget-not-set', { target, error: errorText(error) });
      return { outcome: 'unavailable' };
    }
    const now = limitOf(deps.inForce(), { scope, period });
    log.info('budget-set', { target, period, by: by.name });
    return { outcome: 'budget-set', scope, was, limit: now, now: await deps.views(scope) };
  };
}

function limitOf(budgets: readonly BudgetInForce[], wanted: Pick<Budget, 'scope' | 'period'>): Amount | null {
  return budgets.find(({ budget }) => budgetKey(budget) === budgetKey(wanted))?.budget.limit ?? null;
}
