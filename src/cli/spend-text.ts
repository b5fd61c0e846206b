import { sayCount } from '../core/amount.ts';
import { oneLine } from '../core/clip.ts';
import { countOf } from '../core/count-of.ts';
import type { SpendView, UnpricedModel } from '../core/ledger-views.ts';
import { sayCost, spendNotes } from '../core/say-cost.ts';
import { sayUsd } from '../core/usd.ts';
import { columns } from './print.ts';

const SHORT_HASH = 12;

/** The total, a row for each key, and what is not in the total. */
export function saySpend(view: SpendView, models: readonly UnpricedModel[]): string {
  if (view.calls === 0)
    return `no call was booked since ${view.since}; the README says how a workflow reports its calls`;
  const notes = spendNotes(view, models);
  return [
    `${sayCost(view)} since ${view.since}: ${countOf(view.calls, 'call')}`,
    '',
    columns([
      [view.by.toUpperCase(), 'CALLS', 'INPUT', 'CACHED', 'OUTPUT', 'COST'],
      ...view.rows.map((row) => [
        sayKey(row.key, view.by),
        sayCount(row.calls),
        sayCount(row.inputTokens),
        sayCount(row.cachedTokens),
        sayCount(row.outputTokens),
        sayCost(row),
      ]),
    ]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

/** A prompt's hash by its beginning, as other commands take it. */
function sayKey(key: string, by: SpendView['by']): string {
  if (key === '') return `(no ${by} known)`;
  const line = oneLine(key);
  return by === 'prompt' && /^[\da-f]{64}$/.test(line) ? line.slice(0, SHORT_HASH) : line;
}

/** What pricing anew came to. */
export function sayRepriced(done: {
  readonly looked: number;
  readonly adjusted: number;
  readonly deltaUsd: string;
  readonly stillUnknown: number;
}): string {
  const { looked, adjusted, deltaUsd, stillUnknown } = done;
  const unknown = stillUnknown === 0 ? '' : `; the cost of ${stillUnknown} is still unknown`;
  if (adjusted === 0)
    return `${countOf(looked, 'call')} looked at: every price is as it was booked${unknown}`;
  return `${countOf(looked, 'call')} looked at, ${adjusted} adjusted by ${sayUsd(deltaUsd)} in all${unknown}`;
}
