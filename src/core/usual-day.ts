import { DAY_MS } from './duration.ts';
import { SLOT_MS } from './ledger.ts';

export const DAY_SLOTS = DAY_MS / SLOT_MS;
export const WEEK_DAYS = 7;
/** What has spent for fewer days than a week, but for a weekend, has no weekdays yet. */
const SILENT_DAYS = 2;

/** What was spent in a slot, in pico-USD or tokens. An estimate needs no more digits than a float has. */
export interface SlotSize {
  readonly at: number;
  readonly size: number;
}

/** What a usual day costs. Slots and days are counted from the present slot on. */
export interface UsualDay {
  readonly slots: readonly number[];
  /** The mean of a slot. */
  readonly mean: number;
  /** Which share of it the next seven days cost: less than 1 where the same day of the week before cost less. */
  readonly shares: readonly number[];
}

/**
 * The mean of the last `days` days (24 hours each, back from `present`, the beginning of a slot; a week at most), its
 * dearest left out, because what happened once is not expected again. Of what spends for fewer days, only these count;
 * nothing is usual before the second.
 */
export function usualDay(history: readonly SlotSize[], present: number, days: number): UsualDay {
  const past = history
    .map(({ at, size }) => ({
      day: Math.ceil((present - at) / DAY_MS) - 1,
      phase: phaseOf(at, present),
      size,
    }))
    .filter(({ day }) => day >= 0 && day < days);
  const known = past.reduce((most, { day }) => Math.max(most, day + 1), 0);
  const sums = Array.from({ length: known }, () => 0);
  for (const { day, size } of past) sums[day] = (sums[day] ?? 0) + size;
  const dearest = sums.indexOf(Math.max(...sums));
  const slots = Array.from({ length: DAY_SLOTS }, () => 0);
  for (const { day, phase, size } of past) {
    if (day !== dearest) slots[phase] = (slots[phase] ?? 0) + size / (known - 1);
  }
  const sum = slots.reduce((all, each) => all + each, 0);
  return { slots, mean: sum / DAY_SLOTS, shares: sharesOf(sums, sum, days) };
}

/** How far after the present slot the same quarter of an hour comes next. */
function phaseOf(at: number, present: number): number {
  return (DAY_SLOTS - (((present - at) / SLOT_MS) % DAY_SLOTS)) % DAY_SLOTS;
}

/** `sums`: of the days before, the newest first; today's is that of a week ago, the last of seven. */
function sharesOf(sums: readonly number[], usual: number, days: number): readonly number[] {
  const isWeek = days >= WEEK_DAYS && sums.length >= WEEK_DAYS - SILENT_DAYS && usual > 0;
  return Array.from({ length: WEEK_DAYS }, (_, day) =>
    isWeek ? Math.min(1, (sums[WEEK_DAYS - 1 - day] ?? 0) / usual) : 1,
  );
}
