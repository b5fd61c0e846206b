import type { Span } from './span.ts';

/** `October 2026`, `5 October 2026`, `28 September to 4 October 2026`; by a zone's days (IANA name). */
export function saySpan({ from, until }: Span, zone: string): string {
  const first = dateAt(from, zone);
  const last = dateAt(until - 1, zone);
  const end = dateAt(until, zone);
  const isMonth = first.day === 1 && Temporal.PlainDate.compare(first.add({ months: 1 }), end) === 0;
  if (isMonth) return `${monthOf(first)} ${first.year}`;
  if (first.equals(last)) return sayDate(last);
  if (first.year !== last.year) return `${sayDate(first)} to ${sayDate(last)}`;
  const begin = first.month === last.month ? String(first.day) : `${first.day} ${monthOf(first)}`;
  return `${begin} to ${sayDate(last)}`;
}

function sayDate(date: Temporal.PlainDate): string {
  return `${date.day} ${monthOf(date)} ${date.year}`;
}

function monthOf(date: Temporal.PlainDate): string {
  return date.toLocaleString('en-GB', { month: 'long' });
}

function dateAt(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}
