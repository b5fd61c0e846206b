import type { BudgetAnchor, BudgetWindow, Period } from './budget.ts';

type Unit = 'days' | 'weeks' | 'months';
const UNITS: Readonly<Record<Period, Unit>> = { day: 'days', week: 'weeks', month: 'months' };

/**
 * The window of a period that `now` (epoch milliseconds) lies in, by the anchor's zone: a day begins at `startHour` by the
 * clock on the wall, so that it has 23 hours once a year, and 25. A time that the clock leaves out begins when the clock
 * goes on; one that it shows twice begins at the first; a date that the zone left out (Apia's 30 December 2011) has no
 * day. Windows follow each other without a gap. Throws `RangeError` where the zone is unknown.
 */
export function budgetWindow(period: Period, now: number, anchor: BudgetAnchor): BudgetWindow {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(anchor.zone).toPlainDate();
  const first = firstDate(period, today, anchor);
  // The date alone does not tell: before the start hour it is still the window before, and where the clock goes back over
  // midnight a date is shown that is over already.
  let next = 2;
  let end = beginning(first, period, next, anchor);
  let start = beginning(first, period, --next, anchor);
  while (start > now || start === end) {
    end = start;
    start = beginning(first, period, --next, anchor);
  }
  return { start, end };
}

/** The same as a function that keeps the newest window of each period: most questions are about that one. */
export function createBudgetWindows(anchor: BudgetAnchor): (period: Period, now: number) => BudgetWindow {
  const newest = new Map<Period, BudgetWindow>();
  return (period, now) => {
    const kept = newest.get(period);
    if (kept !== undefined && kept.start <= now && now < kept.end) return kept;
    const found = budgetWindow(period, now, anchor);
    if (kept === undefined || found.start > kept.start) newest.set(period, found);
    return found;
  };
}

/** On which date the period began that the date lies in. */
function firstDate(
  period: Period,
  date: Temporal.PlainDate,
  { weekStart }: BudgetAnchor,
): Temporal.PlainDate {
  switch (period) {
    case 'day':
      return date;
    case 'week':
      return date.subtract({ days: (date.dayOfWeek - weekStart + 7) % 7 });
    case 'month':
      return date.with({ day: 1 });
    default:
      return period satisfies never;
  }
}

/** When the period begins that lies so many periods after the one that begins on `first`. */
function beginning(first: Temporal.PlainDate, period: Period, after: number, anchor: BudgetAnchor): number {
  return startOn(first.add({ [UNITS[period]]: after }), anchor).epochMilliseconds;
}

function startOn(date: Temporal.PlainDate, anchor: BudgetAnchor): Temporal.ZonedDateTime {
  const wanted = date.toPlainDateTime({ hour: anchor.startHour });
  const found = wanted.toZonedDateTime(anchor.zone);
  if (found.toPlainDateTime().equals(wanted)) return found;
  const resumed = wanted
    .toZonedDateTime(anchor.zone, { disambiguation: 'earlier' })
    .getTimeZoneTransition('next');
  if (resumed === null) return found;
  const isLeftOut = !date.toZonedDateTime(anchor.zone).toPlainDate().equals(date);
  return isLeftOut ? startOn(date.add({ days: 1 }), anchor) : resumed;
}
