import { MINUTE_MS } from '../../core/duration.ts';
import { FORECAST_HISTORY_MS } from '../../core/forecast.ts';
import { SLOT_MS, slotOf, type LedgerReader, type SpendCell } from '../../core/ledger.ts';

/** What the books say of the last week, slot by slot, and since when they are kept. */
export interface SpendHistory {
  readonly cells: readonly SpendCell[];
  readonly recordedSince: number | null;
}
export const NO_HISTORY: SpendHistory = { cells: [], recordedSince: null };

/** It is long, and forecasts are asked for with every look at a budget: a minute more or less does not change them. */
const KEPT_MS = MINUTE_MS;

type HistoryReader = Pick<LedgerReader, 'spend' | 'recordedSince'>;

export async function readHistory(reader: HistoryReader, now: number): Promise<SpendHistory> {
  const cells = await reader.spend({
    since: slotOf(now - FORECAST_HISTORY_MS),
    until: now + 1,
    by: ['workflow', 'provider'],
    everyMs: SLOT_MS,
  });
  return { cells, recordedSince: await reader.recordedSince() };
}

/** The same, read once a minute at the most, however many ask. */
export function createHistory(reader: HistoryReader): (now: number) => Promise<SpendHistory> {
  let kept: { readonly at: number; readonly history: Promise<SpendHistory> } | null = null;
  return (now) => {
    if (kept !== null && now >= kept.at && now < kept.at + KEPT_MS) return kept.history;
    const history = readHistory(reader, now);
    const reading = { at: now, history };
    kept = reading;
    // What could not be read is tried again.
    history.catch(() => (kept = kept === reading ? null : kept));
    return history;
  };
}
