import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/duration.ts';
import { timeLabels } from './time-labels.ts';

const MOST_TICKS = 5;
/** Steps that divide a day, then whole days. */
const STEPS = [5, 15, 30, 60, 180, 360, 720].map((minutes) => minutes * MINUTE_MS);
const DAYS = [1, 2, 3, 5, 7, 14, 28];

export interface TimeTick {
  readonly at: number;
  readonly label: string;
}

/**
 * Round times of a zone between two epoch milliseconds: whole days as `1 Dec`, hours as `14:00`. Throws `RangeError`
 * where the zone is unknown.
 */
export function timeAxis(from: number, until: number, zone: string): readonly TimeTick[] {
  const short = STEPS.find((step) => (until - from) / step <= MOST_TICKS);
  const times = short === undefined ? days(from, until, zone) : withinDays(from, until, zone, short);
  const { day, hour } = timeLabels(zone);
  return times
    .filter((at) => at >= from && at <= until)
    .map((at) => ({
      at,
      label: startOfDay(at, zone).epochMilliseconds === at ? day(at) : hour(at),
    }));
}

/** The beginnings of days, so many days apart that there are few. A day has 23 hours once a year, and 25. */
function days(from: number, until: number, zone: string): readonly number[] {
  const count = (until - from) / DAY_MS;
  const step = DAYS.find((each) => count / each <= MOST_TICKS) ?? Math.ceil(count / MOST_TICKS);
  const today = startOfDay(from, zone);
  const first = today.epochMilliseconds < from ? today.add({ days: 1 }) : today;
  return Array.from({ length: MOST_TICKS + 1 }, (_, i) => first.add({ days: i * step }).epochMilliseconds);
}

/** By the clock on the wall: what it leaves out in spring is the hour after, which is there already. */
function withinDays(from: number, until: number, zone: string, step: number): readonly number[] {
  const times = new Set<number>();
  for (let day = startOfDay(from, zone); day.epochMilliseconds <= until; day = day.add({ days: 1 })) {
    for (let ms = 0; ms < DAY_MS; ms += step) {
      const [hour, minute] = [Math.floor(ms / HOUR_MS), (ms % HOUR_MS) / MINUTE_MS];
      times.add(day.withPlainTime({ hour, minute }).epochMilliseconds);
    }
  }
  return [...times].toSorted((a, b) => a - b);
}

function startOfDay(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay();
}
