import { sayAmount } from '../../core/amount.ts';
import { sayScope } from '../../core/budget.ts';
import type { BudgetAsked, BudgetSet } from '../../core/ledger-deeds.ts';
import type { Message } from '../../core/message.ts';
import { fit } from './fit.ts';
import { part, say } from './say.ts';
import { sayBudget } from './say-budget.ts';
import { sayNoWorkflow } from './say-no-workflow.ts';

const MAX_TARGET = 80;
/** UTF-16 units of the list, as Discord shows it. */
const ROOM = 3_000;

/** What became of a budget that was to be set: what it was and what it is. */
export function sayBudgetSet(
  done: BudgetSet,
  { target, period, limit: asked }: BudgetAsked,
  now: number,
): Message {
  switch (done.outcome) {
    case 'budget-set':
      return sayDone(done, period, asked === 'configured', now);
    case 'unknown':
      return sayNoWorkflow(target, done.names, 'budget');
    case 'unavailable':
      return say(
        `The budget of ${part(target, MAX_TARGET)} was not set: the database takes nothing now; try in a minute`,
      );
    default:
      return done satisfies never;
  }
}

type Done = Extract<BudgetSet, { outcome: 'budget-set' }>;

function sayDone(
  { scope, was, limit, now: stands }: Done,
  period: string,
  configured: boolean,
  now: number,
): Message {
  const name = part(sayScope(scope), MAX_TARGET);
  const before = was === null ? 'no limit' : sayAmount(was);
  const after = limit === null ? 'no limit' : sayAmount(limit);
  const title = `${name} a ${period}: ${after}${configured ? ' as configured' : ''}, was ${before}`;
  const entries = stands.map((budget) => sayBudget(budget, now));
  return say(title, fit([{ title: null, entries, more: (left) => `… ${left} more: /budget`, room: ROOM }]));
}
