/** What the ledger does for whoever reports calls, and for whoever looks after them. */
import type { Actor } from './incident.ts';
import type { BudgetAsked, BudgetSet, Paused, Resumed } from './ledger-deeds.ts';
import type { BudgetView, UsageView } from './ledger-views.ts';
import type { ReservationEnded, ReserveAsked, Reserved, SettleAsked } from './reserving.ts';
import type { Standing } from './budget.ts';
import type { ModelUse } from './usage.ts';

/** How many calls are new or told more than before, and how many were known. */
export interface Recorded {
  readonly accepted: number;
  readonly duplicates: number;
}

/** What came of pricing calls anew. */
export interface Repriced {
  readonly looked: number;
  readonly adjusted: number;
  readonly deltaPico: bigint;
  /** Calls whose cost is not known now either. */
  readonly stillUnknown: number;
}

export interface LedgerActions {
  /** Resolves when the calls are durable; rejects where they could not be made so, and then none of them is booked. */
  record(workflow: string, uses: readonly Omit<ModelUse, 'workflow'>[]): Promise<Recorded>;
  reserve(asked: ReserveAsked): Promise<Reserved>;
  settle(workflow: string, id: string, asked: SettleAsked): Promise<ReservationEnded>;
  cancel(workflow: string, id: string): Promise<ReservationEnded>;
  /** Budgets that bind a call of the workflow, as they stand. */
  standings(workflow: string, provider: string | null): readonly Standing[];
  /** Of one workflow, of `provider:NAME` or `overall`, or (`null`) of all; `null`: there is no such thing. */
  budgets(target: string | null): Promise<readonly BudgetView[] | null>;
  setBudget(asked: BudgetAsked, by: Actor): Promise<BudgetSet>;
  pause(workflow: string, reason: string | null, by: Actor): Promise<Paused>;
  resume(workflow: string, by: Actor): Promise<Resumed>;
  /** Names of everything that is charged: the workflows of the configuration, and `canary:NAME`. */
  workflows(): readonly string[];
  /** Prices what was called since then anew. Rejects where it could not be booked. */
  reprice(since: number): Promise<Repriced>;
  /** By the caller's id; of one workflow, or (`null`) of any. `null`: not booked. */
  usage(id: string, workflow: string | null): Promise<UsageView | null>;
}
