import { DAY_MS } from '../../core/duration.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const MONTH = /^\d{4}-\d\d$/;
const UTC = 'UTC';

/** Whole days, epoch milliseconds: `from <= at < until`. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * The span of a month (`2026-10`) or of days (`2026-10-01`, the second one exclusive), by a zone's days. `null` where they name
 * none. Throws `RangeError` where the zone is unknown.
 */
export function spanOf(
  asked: { readonly month: string } | { readonly since: string; readonly until: string },
  zone: string,
): Span | null {
  if ('month' in asked) {
    const first = MONTH.test(asked.month) ? dateOf(`${asked.month}-01`) : null;
    return first === null
      ? null
      : { from: startOf(first, zone), until: startOf(first.add({ months: 1 }), zone) };
  }
  const [since, until] = [dateOf(asked.since), dateOf(asked.until)];
  if (since === null || until === null || Temporal.PlainDate.compare(since, until) >= 0) return null;
  return { from: startOf(since, zone), until: startOf(until, zone) };
}

/** Where the UTC day that begins at `at` begins in a zone; a time that begins no UTC day stays as it is. */
export function inZone(at: number, zone: string): number {
  if (at % DAY_MS !== 0) return at;
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(UTC).toPlainDate();
  return startOf(date, zone);
}

function startOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}

function dateOf(text: string): Temporal.PlainDate | null {
  if (!DAY.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return null;
  }
}
