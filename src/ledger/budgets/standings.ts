import { createBudgetWindows } from '../../core/budget-window.ts';
import type { Standing } from '../../core/budget.ts';
import {
  addSpent,
  isFor,
  lessSpent,
  NOTHING_SPENT,
  type BudgetAnchor,
  type BudgetWindow,
  type Spent,
} from '../../core/budget.ts';
import type { BookedSums, LedgerReader, Reservation } from '../../core/ledger.ts';
import { budgetKey, type BudgetInForce } from './budgets-in-force.ts';
import { spentIn } from './spent-in.ts';

/** One budget's sums, as they change. */
interface Account {
  readonly inForce: BudgetInForce;
  window: BudgetWindow;
  spent: Spent;
  held: Spent;
  unpricedCalls: number;
}

/** How every budget stands, in memory, so that a decision and what it holds are one step that nobody comes between. */
export interface Standings {
  /** Reads what the books say of these budgets in their present windows. What is booked meanwhile must wait. */
  load(budgets: readonly BudgetInForce[], now: number): Promise<void>;
  /** True where the clock went back behind a window that had begun: then what is counted says nothing, and is to be loaded. */
  isAhead(now: number): boolean;
  all(now: number): readonly (Standing & Pick<BudgetInForce, 'setBy'>)[];
  /** Those that a call of this workflow at this provider counts for. */
  of(workflow: string, provider: string | null, now: number): readonly Standing[];
  /** One that a provider has; `null`: none has. */
  ofAnyProvider(now: number): Standing | null;
  /** Counts what was booked. */
  add(workflow: string, sums: readonly BookedSums[], now: number): void;
  /** How many reservations of a workflow are held. */
  open(workflow: string): number;
  hold(reservation: HeldCall): void;
  release(reservation: HeldCall): void;
}
type HeldCall = Pick<Reservation, 'workflow' | 'id' | 'provider' | 'held'>;

export function createStandings(reader: Pick<LedgerReader, 'spend'>, anchor: BudgetAnchor): Standings {
  const windowOf = createBudgetWindows(anchor);
  let accounts: ReadonlyMap<string, Account> = new Map();
  const held = new Map<string, HeldCall>();

  /** A new window begins with nothing. */
  function roll(account: Account, now: number): Account {
    if (now < account.window.end) return account;
    account.window = windowOf(account.inForce.budget.period, now);
    account.spent = NOTHING_SPENT;
    account.unpricedCalls = 0;
    return account;
  }

  function standing(account: Account, now: number): Standing & Pick<BudgetInForce, 'setBy'> {
    const { inForce, ...sums } = roll(account, now);
    return { ...inForce, ...sums };
  }

  return {
    async load(budgets, now) {
      const loaded = new Map<string, Account>();
      for (const inForce of budgets) {
        const window = windowOf(inForce.budget.period, now);
        const sums = await spentIn(reader, inForce.budget.scope, window);
        loaded.set(budgetKey(inForce.budget), { inForce, window, held: NOTHING_SPENT, ...sums });
      }
      accounts = loaded;
      for (const call of held.values()) change(call, addSpent);
    },
    isAhead: (now) => [...accounts.values()].some(({ window }) => now < window.start),
    all: (now) => [...accounts.values()].map((account) => standing(account, now)),
    of: (workflow, provider, now) =>
      [...accounts.values()]
        .filter(({ inForce }) => isFor(inForce.budget.scope, workflow, provider))
        .map((account) => standing(account, now)),
    ofAnyProvider(now) {
      const account = [...accounts.values()].find(({ inForce }) => inForce.budget.scope.kind === 'provider');
      return account === undefined ? null : standing(account, now);
    },
    add(workflow, sums, now) {
      for (const account of accounts.values()) {
        const { start } = roll(account, now).window;
        for (const { at, provider, spent, unpriced } of sums) {
          if (at < start || !isFor(account.inForce.budget.scope, workflow, provider)) continue;
          account.spent = addSpent(account.spent, spent);
          account.unpricedCalls += unpriced;
        }
      }
    },
    open: (workflow) => [...held.values()].filter((call) => call.workflow === workflow).length,
    hold(call) {
      if (held.has(keyOf(call))) return;
      held.set(keyOf(call), call);
      change(call, addSpent);
    },
    release(call) {
      const known = held.get(keyOf(call));
      if (known === undefined) return;
      held.delete(keyOf(call));
      change(known, lessSpent);
    },
  };

  function change(call: HeldCall, by: (one: Spent, other: Spent) => Spent): void {
    for (const account of accounts.values()) {
      if (isFor(account.inForce.budget.scope, call.workflow, call.provider))
        account.held = by(account.held, call.held);
    }
  }
}

function keyOf({ workflow, id }: HeldCall): string {
  return `${workflow}/${id}`;
}
