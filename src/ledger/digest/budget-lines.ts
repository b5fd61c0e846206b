import { sayAmount, shareOf, unitsOf } from '../../core/amount.ts';
import { limitOf, spentOf } from '../../core/budget-amounts.ts';
import { clip, oneLine } from '../../core/clip.ts';
import type { BudgetView } from '../../core/ledger-views.ts';
import type { Fact } from '../../core/message.ts';
import { sayMoment } from '../../core/say-moment.ts';

const MOST_BUDGETS = 2;
const NAME_UNITS = 40;

/** The budgets that are gone first or used most: `82 % of $20.00, gone on Thursday at 14:20`. `now`: epoch milliseconds. */
export function budgetLines(budgets: readonly BudgetView[], now: number, zone: string): readonly Fact[] {
  return budgets
    .flatMap((view) => {
      const limit = limitOf(view);
      const spent = spentOf(view);
      return limit === null ? [] : [{ view, limit, spent, share: shareOf(spent, limit) }];
    })
    .filter(({ share, view }) => share > 0 || view.forecastExhaustedAt !== null)
    .toSorted((one, other) => goneAt(one.view) - goneAt(other.view) || other.share - one.share)
    .slice(0, MOST_BUDGETS)
    .map(({ view, limit, spent, share }) => ({
      label: `Budget ${nameOf(view)}, ${view.period ?? 'month'}`,
      text: `${(unitsOf(spent) * 100n) / unitsOf(limit)} % of ${sayAmount(limit)}${sayForecast(view, share, now, zone)}`,
    }));
}

/** What lasts comes after all that does not. */
function goneAt({ forecastExhaustedAt }: BudgetView): number {
  return forecastExhaustedAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(forecastExhaustedAt);
}

function sayForecast(
  { forecastExhaustedAt: at }: BudgetView,
  share: number,
  now: number,
  zone: string,
): string {
  if (share >= 1) return ', used up';
  return at === null ? '' : `, gone ${sayMoment(Date.parse(at), now, zone)}`;
}

function nameOf({ workflow, provider }: BudgetView): string {
  const name = workflow ?? (provider === null ? 'overall' : `provider ${provider}`);
  return clip(oneLine(name), NAME_UNITS);
}
