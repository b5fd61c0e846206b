import type { LedgerDeps } from '../deps.ts';
import type { Gate } from '../gate.ts';
import { budgetsInForce, outdatedOf, type BudgetInForce } from './budgets-in-force.ts';
import type { Standings } from './standings.ts';

interface LoadDeps extends Pick<LedgerDeps, 'store' | 'clock' | 'settings'> {
  readonly standings: Standings;
  readonly gate: Gate;
}

/** The budgets in force, read with what was spent of them. Everything here throws where the books can't be read. */
export interface LoadBudgets {
  inForce(): readonly BudgetInForce[];
  /** Forgets what somebody set before the configuration said something else. */
  forgetOutdated(): Promise<void>;
  /** Nothing is booked meanwhile: it would count twice, or not at all. */
  reload(): Promise<void>;
  /** Before anything is decided: a clock that was ahead and is right again leaves nothing that holds. */
  upToDate(): Promise<void>;
}

export function createLoadBudgets({ store, clock, settings, standings, gate }: LoadDeps): LoadBudgets {
  let inForce: readonly BudgetInForce[] = [];

  function reload(): Promise<void> {
    return gate.alone(async () => {
      inForce = budgetsInForce(settings.budgets, await store.budgetSettings());
      await standings.load(inForce, clock.now());
    });
  }

  return {
    inForce: () => inForce,
    async forgetOutdated() {
      // So that an older word does not come back with an older configuration: whoever spoke last is right.
      for (const { scope, period } of outdatedOf(settings.budgets, await store.budgetSettings()))
        await store.forgetBudgetSetting(scope, period);
    },
    reload,
    async upToDate() {
      if (standings.isAhead(clock.now())) await reload();
    },
  };
}
