import { sayAmount, sayCount, shareOf } from '../../core/amount.ts';
import { limitOf, reservedOf, spentOf } from '../../core/budget-amounts.ts';
import type { Amount } from '../../core/budget.ts';
import { sayDuration } from '../../core/duration.ts';
import type { BudgetView } from '../../core/ledger-views.ts';
import { part } from './say.ts';

const MAX_NAME = 60;
const BAR = 5;

/** A budget as it stands, in lines that stay together; the first says how much of it is spent. `now`: epoch milliseconds. */
export function sayBudget(view: BudgetView, now: number): readonly string[] {
  const limit = limitOf(view);
  const spent = spentOf(view);
  const name = part(nameOf(view), MAX_NAME);
  const head =
    limit === null
      ? `${name}: no limit, ${sayAmount(spent)} spent${view.period === null ? ' this month' : ` this ${view.period}`}`
      : `${shareBar(shareOf(spent, limit))} ${name}, ${view.period ?? 'month'}: ${sayAmount(spent)} of ${sayAmount(limit)}`;
  return [head, ...details(view, limit, spent, now).map((line) => `↳ ${line}`)];
}

/** What a budget is for, as the commands take it: `digest`, `provider:openai`, `overall`. */
export function nameOf({ workflow, provider }: Pick<BudgetView, 'workflow' | 'provider'>): string {
  if (workflow !== null) return workflow;
  return provider === null ? 'overall' : `provider:${provider}`;
}

/** `▓▓▓░░`: full only where nothing is left, empty only where nothing is spent. */
export function shareBar(share: number): string {
  const most = share >= 1 ? BAR : BAR - 1;
  const full = share <= 0 ? 0 : Math.min(most, Math.max(1, Math.round(share * BAR)));
  return '▓'.repeat(full) + '░'.repeat(BAR - full);
}

function details(view: BudgetView, limit: Amount | null, spent: Amount, now: number): readonly string[] {
  const { resetsAt, forecastExhaustedAt, lastsWithout, unpricedCalls } = view;
  const reserved = reservedOf(view);
  const facts = [
    ...(limit === null ? [] : [`${Math.floor(shareOf(spent, limit) * 100)} %`]),
    ...(isNothing(reserved) ? [] : [`${sayAmount(reserved)} reserved`]),
    ...(resetsAt === null || limit === null ? [] : [`anew in ${sayDuration(Date.parse(resetsAt) - now)}`]),
    ...(view.setBy === 'hand' ? ['set by hand'] : []),
  ];
  return [
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
    ...(forecastExhaustedAt === null ? [] : [sayForecast(forecastExhaustedAt, lastsWithout, now)]),
    ...(unpricedCalls === 0 || view.unit === 'tokens'
      ? []
      : [`${sayCount(unpricedCalls)} ${unpricedCalls === 1 ? 'call' : 'calls'} of unknown cost not in it`]),
    ...(view.paused ? [sayPaused(view)] : []),
  ];
}

function sayForecast(at: string, lastsWithout: string | null, now: number): string {
  const left = Date.parse(at) - now;
  if (left <= 0) return 'used up';
  const remedy = lastsWithout === null ? '' : `; it lasts if you /pause ${part(lastsWithout, MAX_NAME)}`;
  return `at this rate gone in ${sayDuration(left)}${remedy}`;
}

function sayPaused({ pausedBy, workflow }: BudgetView): string {
  const by = pausedBy === null ? '' : ` by ${part(pausedBy, MAX_NAME)}`;
  return `paused${by}${workflow === null ? '' : `: /resume ${part(workflow, MAX_NAME)}`}`;
}

function isNothing(amount: Amount): boolean {
  return amount.unit === 'usd' ? amount.pico === 0n : amount.tokens === 0;
}
