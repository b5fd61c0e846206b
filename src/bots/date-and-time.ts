/**
 * Says `22 Nov 2026, 11:00 CET` of an epoch millisecond in an IANA time zone. Throws `RangeError` where the zone is
 * unknown.
 */
export function createDateAndTime(timezone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  return (at) => format.format(at);
}
