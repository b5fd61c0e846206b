export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** In UTC, and as the clock on the wall said it in the configured zone. */
export function isoAndLocal(at: number, timezone: string): string {
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(at);
  return `${iso(at)} (${local} ${timezone})`;
}
