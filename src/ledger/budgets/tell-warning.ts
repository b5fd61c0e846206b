import { amountOf, sizeOf } from '../../core/amount.ts';
import type { Standing } from '../../core/budget.ts';
import type { BudgetWarning } from '../../core/budget-warnings.ts';
import { sayScope } from '../../core/budget.ts';
import { DAY_MS } from '../../core/duration.ts';
import { errorText } from '../../core/error-text.ts';
import type { Forecast } from '../../core/forecast.ts';
import { sayWarning, type TopSpender } from '../../core/say-warning.ts';
import { costOf } from '../../core/spend-sums.ts';
import type { LedgerDeps } from '../deps.ts';

/** False: it could not be told, and may be tried again. Never rejects. */
export type TellWarning = (
  warning: BudgetWarning,
  standing: Standing,
  forecast: Forecast,
) => Promise<boolean>;

/** Longer than any window: what was told in it stays told over restarts. */
const TOLD_MS = 40 * DAY_MS;

type TellDeps = Pick<LedgerDeps, 'store' | 'clock' | 'log' | 'settings' | 'tell'>;

/** Tells of budgets, with what spends most of them. */
export function createTellWarning(deps: TellDeps): TellWarning {
  const { clock, settings } = deps;
  return async (warning, standing, forecast) => {
    const top = await topSpender(standing, deps);
    const { zone } = settings.anchor;
    const said = sayWarning(warning, { standing, forecast, top, now: clock.now(), zone });
    return deps.tell({
      key: warning.key,
      keepMs: TOLD_MS,
      type: warning.about === 'forecast' ? 'budget.forecast' : 'budget.warning',
      subject: sayScope(standing.budget.scope),
      ...said,
    });
  };
}

/** `null`: it can't be read, or nothing was spent; the warning is told all the same. */
async function topSpender(
  { budget, window }: Standing,
  { store, log }: TellDeps,
): Promise<TopSpender | null> {
  const { scope, limit } = budget;
  const kind: TopSpender['kind'] = scope.kind === 'workflow' ? 'model' : 'workflow';
  try {
    const cells = await store.spend({
      since: window.start,
      until: window.end,
      by: scope.kind === 'provider' ? [kind, 'provider'] : [kind],
      everyMs: null,
      ...(scope.kind === 'workflow' ? { workflow: scope.name } : {}),
    });
    const [top] = cells
      .filter(({ provider }) => scope.kind !== 'provider' || provider === scope.name)
      .map((cell) => ({
        kind,
        name: cell[kind] ?? '',
        spent: { pico: costOf(cell), tokens: cell.paidTokens },
      }))
      .toSorted((a, b) => sizeOf(amountOf(b.spent, limit.unit)) - sizeOf(amountOf(a.spent, limit.unit)));
    return top ?? null;
  } catch (error) {
    log.warn('spend-unreadable', { error: errorText(error) });
    return null;
  }
}
