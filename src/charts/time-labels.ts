type Label = (at: number) => string;

/** How an axis says epoch milliseconds in a zone: `1 Dec`, `14:00`. Throws `RangeError` where the zone is unknown. */
export function timeLabels(zone: string): { readonly day: Label; readonly hour: Label } {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short' });
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return { day: (at) => day.format(at), hour: (at) => hour.format(at) };
}
