import { isFor, type Standing } from '../core/budget.ts';
import { MINUTE_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import { forecast, FORECAST_HISTORY_MS, NO_FORECAST, type Forecast } from '../core/forecast.ts';
import { SLOT_MS, slotOf, type LedgerReader, type SpendCell } from '../core/ledger.ts';
import { costOf } from '../core/spend-sums.ts';
import type { LedgerDeps } from './deps.ts';

/** After something was spent; while it goes on, as often. */
const EVERY_MS = 10 * MINUTE_MS;

/** What the books say of the last week, slot by slot, and since when they are kept. */
export interface SpendHistory {
  readonly cells: readonly SpendCell[];
  readonly recordedSince: number | null;
}
export const NO_HISTORY: SpendHistory = { cells: [], recordedSince: null };

export async function readHistory(
  reader: Pick<LedgerReader, 'spend' | 'recordedSince'>,
  now: number,
): Promise<SpendHistory> {
  const cells = await reader.spend({
    since: slotOf(now - FORECAST_HISTORY_MS),
    until: now + 1,
    by: ['workflow', 'provider'],
    everyMs: SLOT_MS,
  });
  return { cells, recordedSince: await reader.recordedSince() };
}

/** When a budget is gone at this rate. `now`: epoch milliseconds. */
export function forecastOf(
  { budget, window, spent, held }: Standing,
  { cells, recordedSince }: SpendHistory,
  now: number,
): Forecast {
  const mine = cells.flatMap((cell) => {
    const { at, workflow } = cell;
    if (at === null || workflow === null || !isFor(budget.scope, workflow, cell.provider)) return [];
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

interface ForecastsDeps extends Pick<LedgerDeps, 'store' | 'clock' | 'activity' | 'log'> {
  readonly standings: () => readonly Standing[];
  readonly judge: (standing: Standing, forecast: Forecast) => Promise<void>;
}

export function createForecasts({ store, clock, activity, log, standings, judge }: ForecastsDeps): Forecasts {
  let cancel: (() => void) | null = null;
  let stopped = false;

  async function lookAhead(): Promise<void> {
    try {
      const now = clock.now();
      const history = await readHistory(store, now);
      for (const standing of standings()) {
        const ahead = forecastOf(standing, history, now);
        if (ahead !== NO_FORECAST) await judge(standing, ahead);
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
