import type { BudgetView } from '../../core/ledger-views.ts';
import type { Message } from '../../core/message.ts';
import { countOf } from '../../core/count-of.ts';
import { fit } from './fit.ts';
import { part, say } from './say.ts';
import { sayBudget } from './say-budget.ts';

const MAX_NAME = 60;
/** UTF-16 units of the list, as Discord shows it. */
const ROOM = 3_400;

/** Budgets as they stand. `target`: whose they are; `null`: all. */
export function sayBudgets(budgets: readonly BudgetView[], target: string | null, now: number): Message {
  if (budgets.length === 0) return sayNone(target);
  const entries = budgets.map((budget) => sayBudget(budget, now));
  const title = target === null ? sayAll(budgets) : `Budget of ${part(target, MAX_NAME)}`;
  return say(title, fit([{ title: null, entries, more: sayMore, room: ROOM }]));
}

function sayMore(left: number): string {
  return `… ${left} more on the command line: npx pithead budget`;
}

function sayAll(budgets: readonly BudgetView[]): string {
  const many = countOf(budgets.filter(({ period }) => period !== null).length, 'budget');
  const paused = budgets.filter((budget) => budget.paused);
  const names = new Set(paused.map(({ workflow }) => workflow));
  return names.size === 0 ? many : `${many}, ${names.size} paused`;
}

function sayNone(target: string | null): Message {
  const of = target === null ? 'No budget is configured' : `${part(target, MAX_NAME)} has no budget`;
  return say(of, [
    `An admin sets one here: /budget ${target === null ? 'WORKFLOW' : part(target, MAX_NAME)} set day $2`,
    'Or it stands in pithead.yaml: workflows: { digest: { budget: { day: $1.00 } } }',
  ]);
}
