import { isFor, type Standing } from '../../core/budget.ts';
import { MINUTE_MS } from '../../core/duration.ts';
import { errorText } from '../../core/error-text.ts';
import { forecast, type Forecast } from '../../core/forecast.ts';
import type { Pause } from '../../core/ledger.ts';
import { costOf } from '../../core/spend-sums.ts';
import type { LedgerDeps } from '../deps.ts';
import type { SpendHistory } from './spend-history.ts';

/** After something was spent; while it goes on, as often. */
const EVERY_MS = 10 * MINUTE_MS;

/**
 * When a budget is gone at this rate. What a workflow spent before it was paused is not expected again. `now`: epoch
 * milliseconds.
 */
export function forecastOf(
  { budget, window, spent, held }: Standing,
  { cells, recordedSince }: SpendHistory,
  { now, pauses }: { readonly now: number; readonly pauses: readonly Pause[] },
): Forecast {
  const pausedAt = new Map(pauses.map(({ workflow, at }) => [workflow, at]));
  const mine = cells.flatMap((cell) => {
    const { at, workflow } = cell;
    if (at === null || workflow === null || !isFor(budget.scope, workflow, cell.provider)) return [];
    if (at < (pausedAt.get(workflow) ?? -Infinity)) return [];
    return [{ at, workflow, spent: { pico: costOf(cell), tokens: cell.paidTokens } }];
  });
  return forecast({ limit: budget.limit, spent, held, window, now, history: mine, recordedSince });
}

/** Looks ahead from time to time while something is spent, and has it judged. */
export interface Forecasts {
  /** Sees to it that forecasts are made within ten minutes. */
  later(): void;
  stop(): void;
}

interface ForecastsDeps extends Pick<LedgerDeps, 'clock' | 'activity' | 'log'> {
  readonly history: (now: number) => Promise<SpendHistory>;
  readonly standings: () => readonly Standing[];
  readonly pauses: () => readonly Pause[];
  readonly judge: (standing: Standing, forecast: Forecast) => Promise<void>;
}

export function createForecasts(deps: ForecastsDeps): Forecasts {
  const { clock, activity, log, standings, judge } = deps;
  let cancel: (() => void) | null = null;
  let stopped = false;

  async function lookAhead(): Promise<void> {
    try {
      const now = clock.now();
      const history = await deps.history(now);
      for (const standing of standings()) {
        await judge(standing, forecastOf(standing, history, { now, pauses: deps.pauses() }));
      }
    } catch (error) {
      log.error('forecast-failed', { error: errorText(error) });
    }
  }

  return {
    later() {
      if (stopped) return;
      cancel ??= clock.after(EVERY_MS, () => {
        cancel = null;
        void activity.track(lookAhead());
      });
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
