import { DAY_MS } from '../../core/duration.ts';

const DATE = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]|$)/;
const OFFSET = /(?:[+-]\d\d:?\d\d|Z)$/i;
const UNIX = /^\d{9,10}$|^\d{12,13}$/;
const SECONDS_DIGITS = 10;

/**
 * The UTC day that a cell names: `2026-08-04`, `2026/8/4`, an ISO time (in UTC where it has no offset), or seconds or
 * milliseconds since the epoch. `null` where it names none.
 */
export function dayOf(text: string): string | null {
  const cell = text.trim();
  if (UNIX.test(cell)) return utcDay(Number(cell) * (cell.length <= SECONDS_DIGITS ? 1_000 : 1));
  const [, year = '', month = '', day = ''] = DATE.exec(cell) ?? [];
  if (year === '') return null;
  const moved = /[T ]/.test(cell) && OFFSET.test(cell) ? Date.parse(cell) : Number.NaN;
  if (!Number.isNaN(moved)) return utcDay(moved);
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  // 31 February is the 3rd of March for some.
  return !Number.isNaN(at) && utcDay(at) === date ? date : null;
}

/** The UTC day of an epoch millisecond. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Where a day begins, epoch milliseconds. */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** Where a day ends. */
export function dayEnd(day: string): number {
  return dayStart(day) + DAY_MS;
}
