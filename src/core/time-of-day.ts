/** Says `HH:MM:SS` of an epoch millisecond in an IANA time zone. Throws `RangeError` where the zone is unknown. */
export function createTimeOfDay(timezone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => format.format(at);
}
