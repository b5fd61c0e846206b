import { DAY_MS, HOUR_MS } from './duration.ts';
import { SLOT_MS } from './ledger.ts';
import type { SlotSize } from './usual-day.ts';

const HOUR_SLOTS = HOUR_MS / SLOT_MS;
const DAY_HOURS = DAY_MS / HOUR_MS;
/** What has gone on for fewer hours may be a burst: one of two hours reaches into three. */
const LEAST_HOURS = 4;
/** What has gone on for so long is believed for a month. */
const MOST_HOURS = 96;
/** What has gone on for an hour is believed to go on for so many more. */
const BELIEVED = 8;
/** What is no more than so many times what the same hours of another day came to has happened before. */
const UNUSUAL = 2;

/** A rate of spending that has gone on for hours without a pause, and not just at these hours of every day. */
export interface LastingRate {
  /** What each of the hours came to at least, for each slot of it; and how many slots it is believed to go on. */
  readonly least: number;
  readonly believedSlots: number;
  /** The mean for each slot. */
  readonly mean: number;
}

/**
 * Of all the spans of 4 whole hours or more up to `present` (the beginning of a slot) in which every hour has spend, the
 * one that would cost the most if it went on as long as it is believed to, within `slotsLeft`; `null`: there is none. A
 * span within a day counts only where no day of the history had the like at the same hours.
 */
export function lastingRate(
  history: readonly SlotSize[],
  { present, slotsLeft }: { readonly present: number; readonly slotsLeft: number },
): LastingRate | null {
  const sums = sumsOfHours(history, present);
  const sumOf = (from: number, to: number): number =>
    (sums[to] ?? sums.at(-1) ?? 0) - (sums[from] ?? sums.at(-1) ?? 0);
  let best: LastingRate | null = null;
  let least = Infinity;
  for (let hours = 1; hours < sums.length && hours <= MOST_HOURS; hours++) {
    const hour = sumOf(hours - 1, hours);
    if (hour <= 0) break;
    least = Math.min(least, hour / HOUR_SLOTS);
    const sum = sumOf(0, hours);
    if (hours < LEAST_HOURS) continue;
    // What goes on around the clock is no part of a day that comes again.
    const isOfDay = hours < DAY_HOURS && sum <= UNUSUAL * dearestBefore(hours, sums.length, sumOf);
    if (isOfDay) continue;
    const believedSlots = Math.min(hours * BELIEVED * HOUR_SLOTS, slotsLeft);
    if (best === null || least * believedSlots > best.least * best.believedSlots) {
      best = { least, believedSlots, mean: sum / (hours * HOUR_SLOTS) };
    }
  }
  return best;
}

/** What the last so many whole hours came to, by their number. */
function sumsOfHours(history: readonly SlotSize[], present: number): readonly number[] {
  const byHour = new Map<number, number>();
  for (const { at, size } of history) {
    const hour = Math.ceil((present - at) / HOUR_MS);
    if (hour > 0) byHour.set(hour, (byHour.get(hour) ?? 0) + size);
  }
  const sums = [0];
  const oldest = Math.max(0, ...byHour.keys());
  for (let hour = 1; hour <= oldest; hour++) sums.push((sums[hour - 1] ?? 0) + (byHour.get(hour) ?? 0));
  return sums;
}

/** The most that as many hours at the same time of a day before came to. */
function dearestBefore(hours: number, known: number, sumOf: (from: number, to: number) => number): number {
  let most = 0;
  for (let back = DAY_HOURS; back < known; back += DAY_HOURS) {
    most = Math.max(most, sumOf(back, back + hours));
  }
  return most;
}
