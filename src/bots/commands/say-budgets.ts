import type { BudgetView } from '../../core/ledger-views.ts';
import type { Message } from '../../core/message.ts';
import { countOf } from '../../core/count-of.ts';
import { limitOf, spentOf } from '../../core/budget-amounts.ts';
import { shareOf } from '../../core/amount.ts';
import { fit } from './fit.ts';
import { part, say } from './say.ts';
import { nameOf, sayBudget } from './say-budget.ts';

const MAX_NAME = 60;
/** UTF-16 units of the list, as Discord shows it. */
const ROOM = 3_400;
/** More never fit. */
const MOST = 100;

/** Budgets as they stand. `target`: whose they are; `null`: all. */
export function sayBudgets(budgets: readonly BudgetView[], target: string | null, now: number): Message {
  if (budgets.length === 0) return sayNone(target);
  const entries = mostUrgentFirst(budgets)
    .slice(0, MOST)
    .map((budget) => sayBudget(budget, now));
  const title = target === null ? sayAll(budgets) : `Budget of ${part(target, MAX_NAME)}`;
  return say(title, fit([{ title: null, entries, all: budgets.length, more: sayMore, room: ROOM }]));
}

/**
 * That of everything first, then whose budget is used up most, or will be, or who is paused: where not all fit, nobody
 * looks for the rest. Budgets of one name stay together.
 */
export function mostUrgentFirst(budgets: readonly BudgetView[]): readonly BudgetView[] {
  const groups = [...Map.groupBy(budgets, nameOf).values()];
  return groups
    .map((group) => ({ group, urgency: Math.max(...group.map(urgencyOf)) }))
    .toSorted((one, other) => other.urgency - one.urgency)
    .flatMap(({ group }) => group);
}

/** The share of it that is spent, at least 1 where it will be used up before its time, or is paused. */
function urgencyOf(view: BudgetView): number {
  if (view.scope === 'overall') return Number.MAX_VALUE;
  const share = shareUsed(view);
  return view.paused || view.forecastExhaustedAt !== null ? Math.max(1, share) : share;
}

function shareUsed(view: BudgetView): number {
  const limit = limitOf(view);
  return limit === null ? 0 : shareOf(spentOf(view), limit);
}

function sayMore(left: number): string {
  return `… ${left} more on the command line: npx pithead budget`;
}

function sayAll(budgets: readonly BudgetView[]): string {
  const many = countOf(budgets.filter(({ period }) => period !== null).length, 'budget');
  const usedUp = budgets.filter((budget) => shareUsed(budget) >= 1).length;
  const paused = new Set(budgets.filter((budget) => budget.paused).map(({ workflow }) => workflow)).size;
  return [
    many,
    ...(usedUp === 0 ? [] : [`${usedUp} used up`]),
    ...(paused === 0 ? [] : [`${paused} paused`]),
  ].join(', ');
}

function sayNone(target: string | null): Message {
  const of = target === null ? 'No budget is configured' : `${part(target, MAX_NAME)} has no budget`;
  return say(of, [
    `An admin sets one here: /budget ${target === null ? 'WORKFLOW' : part(target, MAX_NAME)} set day $2`,
    'Or it stands in pithead.yaml: workflows: { digest: { budget: { day: $1.00 } } }',
  ]);
}
