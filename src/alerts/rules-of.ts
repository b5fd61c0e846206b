import type { AlertRules, MaintenanceRule } from '../core/alert-rules.ts';
import { parseDuration } from '../core/duration.ts';
import type { ValidRules } from './schema.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The rules of a valid `alerts:`. `timezone`: IANA name. Throws where a moment is no real one, like February 30th. */
export function rulesOf(valid: ValidRules, timezone: string): AlertRules {
  return {
    quiet: valid.quiet.map(({ from, to, days, severities, labels, channels }) => ({
      from: minutesOf(from),
      to: minutesOf(to),
      days: days.map((day) => DAYS.indexOf(day) + 1),
      severities,
      labels,
      channels: channels ?? null,
    })),
    escalate: valid.escalate.map(({ after, to, severities, labels }) => ({
      afterMs: parseDuration(after) ?? 0,
      to,
      severities,
      labels,
    })),
    maintenance: valid.maintenance.map(({ name, labels, from, until, schedule, for: lasts }) => ({
      name,
      labels,
      when: windowOf({ from, until, schedule, lasts }, timezone),
    })),
  };
}

function windowOf(
  given: {
    from: string | undefined;
    until: string | undefined;
    schedule: string | undefined;
    lasts: string | undefined;
  },
  timezone: string,
): MaintenanceRule['when'] {
  const { from, until, schedule, lasts } = given;
  if (schedule !== undefined) return { kind: 'cron', schedule, lastsMs: parseDuration(lasts ?? '') ?? 0 };
  return { kind: 'once', from: momentOf(from ?? '', timezone), until: momentOf(until ?? '', timezone) };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Epoch milliseconds. Throws a `RangeError` where there is no such moment. */
export function momentOf(text: string, timezone: string): number {
  const spaced = text.replace(' ', 'T');
  return /(?:Z|[+-]\d{2}:\d{2})$/.test(spaced)
    ? Temporal.Instant.from(spaced).epochMilliseconds
    : Temporal.PlainDateTime.from(spaced).toZonedDateTime(timezone).epochMilliseconds;
}
