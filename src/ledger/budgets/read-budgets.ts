import { budgetView, viewWithoutBudget } from '../../core/budget-view.ts';
import { budgetWindow } from '../../core/budget-window.ts';
import {
  addSpent,
  NOTHING_SPENT,
  type BudgetAnchor,
  type BudgetScope,
  type Standing,
} from '../../core/budget.ts';
import type { BudgetView } from '../../core/ledger-views.ts';
import type { LedgerReader, Pause, Reservation } from '../../core/ledger.ts';
import { byPeriod, type BudgetInForce } from './budgets-in-force.ts';
import { forecastOf } from './forecasts.ts';
import { NO_HISTORY, type SpendHistory } from './spend-history.ts';
import { spentIn } from './spent-in.ts';

type StandingInForce = Standing & Pick<BudgetInForce, 'setBy'>;

/** What views of budgets are made of. */
export interface BudgetFacts {
  readonly standings: readonly StandingInForce[];
  readonly pauses: readonly Pause[];
  readonly reservations: readonly Pick<Reservation, 'workflow' | 'held'>[];
  /** Of the configuration. */
  readonly workflows: readonly string[];
}

/**
 * Budgets as they stand: of workflows first, then of providers, then of everything; a workflow without one is there, too.
 * `only`: one of them, of a workflow with those that bind its calls besides; empty where it has no budget and is no workflow.
 */
export async function budgetViews(
  facts: BudgetFacts,
  only: BudgetScope | null,
  deps: {
    readonly reader: LedgerReader;
    readonly anchor: BudgetAnchor;
    readonly now: number;
    readonly history: (now: number) => Promise<SpendHistory>;
  },
): Promise<readonly BudgetView[]> {
  const { standings, pauses } = facts;
  const { reader, anchor, now } = deps;
  const history = standings.length === 0 ? NO_HISTORY : await deps.history(now);
  const pauseOf = (scope: BudgetScope): Pause | null =>
    (scope.kind === 'workflow' && pauses.find(({ workflow }) => workflow === scope.name)) || null;
  const view = (standing: StandingInForce): BudgetView =>
    budgetView(standing, {
      pause: pauseOf(standing.budget.scope),
      forecast: forecastOf(standing, history, { now, pauses }),
      setByHand: standing.setBy === 'hand',
    });
  const of = (kind: BudgetScope['kind'], name: string | null) =>
    standings
      .filter(
        ({ budget: { scope } }) => scope.kind === kind && (scope.kind === 'overall' || scope.name === name),
      )
      .toSorted(byPeriod)
      .map(view);

  async function ofWorkflow(name: string): Promise<readonly BudgetView[]> {
    const views = of('workflow', name);
    if (views.length > 0) return views;
    const scope = { kind: 'workflow', name } as const;
    const sums = await spentIn(reader, scope, budgetWindow('month', now, anchor));
    const mine = facts.reservations.filter(({ workflow }) => workflow === name);
    const held = mine.reduce((all, one) => addSpent(all, one.held), NOTHING_SPENT);
    return [viewWithoutBudget(name, { ...sums, held }, pauseOf(scope))];
  }

  const providers = new Set(
    standings.flatMap(({ budget: { scope } }) => (scope.kind === 'provider' ? [scope.name] : [])),
  );
  const shared = [...[...providers].flatMap((name) => of('provider', name)), ...of('overall', null)];
  if (only !== null) {
    return only.kind === 'workflow'
      ? [...(await ofWorkflow(only.name)), ...shared]
      : of(only.kind, nameOf(only));
  }
  const charged = new Set([
    ...facts.workflows,
    ...pauses.map(({ workflow }) => workflow),
    ...standings.flatMap(({ budget: { scope } }) => (scope.kind === 'workflow' ? [scope.name] : [])),
  ]);
  const views: BudgetView[] = [];
  for (const workflow of charged) views.push(...(await ofWorkflow(workflow)));
  return [...views, ...shared];
}

function nameOf(scope: BudgetScope): string | null {
  return scope.kind === 'overall' ? null : scope.name;
}
