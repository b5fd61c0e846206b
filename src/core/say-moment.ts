const NEAR_DAYS = 6;

/**
 * When something is, as a sentence ends: `today at 14:20`, `on Thursday at 14:20`, `on 14 December at 14:20` where it is
 * more than 6 days off; at midnight the day alone. Both epoch milliseconds, in an IANA zone. Throws `RangeError` where the
 * zone is unknown.
 */
export function sayMoment(at: number, now: number, zone: string): string {
  const [then, today] = [at, now].map((each) =>
    Temporal.Instant.fromEpochMilliseconds(each).toZonedDateTimeISO(zone),
  );
  if (then === undefined || today === undefined) return '';
  const days = today.toPlainDate().until(then.toPlainDate()).days;
  const time = then.toPlainTime().toString({ smallestUnit: 'minute' });
  if (days === 0) return `today at ${time}`;
  const date: Intl.DateTimeFormatOptions =
    Math.abs(days) <= NEAR_DAYS && days > 0 ? { weekday: 'long' } : { day: 'numeric', month: 'long' };
  const day = new Intl.DateTimeFormat('en-GB', { ...date, timeZone: zone }).format(at);
  return time === '00:00' ? `on ${day}` : `on ${day} at ${time}`;
}
