import { budgetWarnings } from '../../core/budget-warnings.ts';
import type { Standing } from '../../core/budget.ts';
import { NO_FORECAST, type Forecast } from '../../core/forecast.ts';
import type { BookedSums } from '../../core/ledger.ts';
import type { LedgerDeps } from '../deps.ts';
import { budgetKey } from './budgets-in-force.ts';
import type { Standings } from './standings.ts';
import type { TellWarning } from './tell-warning.ts';
import type { Told } from './told.ts';

/** Counts what was booked of a workflow, and sees to it that what this means for its budgets is told. */
export type Count = (workflow: string, sums: readonly BookedSums[]) => void;

interface WarnDeps extends Pick<LedgerDeps, 'clock' | 'activity' | 'settings'> {
  readonly standings: Standings;
  readonly told: Told;
  readonly tell: TellWarning;
  /** Something was spent, or could not be told: sees to it that it is looked at again soon. */
  readonly later: () => void;
}

/** Judges budgets; each warning is told once a window. */
export interface Warn {
  readonly count: Count;
  /** Tells what a budget's standing and forecast call for and nobody was told yet. */
  judge(standing: Standing, forecast: Forecast): Promise<void>;
}

export function createWarn(deps: WarnDeps): Warn {
  const { clock, activity, settings, standings, told, tell } = deps;

  async function judge(standing: Standing, forecast: Forecast): Promise<void> {
    const { budget, window, spent } = standing;
    const { warnAt } = settings;
    for (const warning of budgetWarnings({ budget, window, spent, warnAt, forecast, told: told.keys })) {
      // Before it is told: what is told at the next start instead covers the same.
      await told.remember(warning);
      if (await tell(warning, standing, forecast)) continue;
      told.forget(warning.key);
      deps.later();
    }
  }

  return {
    count(workflow, sums) {
      if (sums.length === 0) return;
      const now = clock.now();
      standings.add(workflow, sums, now);
      const touched = new Map<string, Standing>();
      for (const provider of new Set(sums.map((each) => each.provider))) {
        for (const each of standings.of(workflow, provider, now)) touched.set(budgetKey(each.budget), each);
      }
      for (const standing of touched.values()) void activity.track(judge(standing, NO_FORECAST));
      if (touched.size > 0) deps.later();
    },
    judge,
  };
}
