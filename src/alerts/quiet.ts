import { inScope, type QuietRule } from '../core/alert-rules.ts';
import type { Severity } from '../core/event.ts';
import type { Labels } from '../core/incident.ts';

const DAY_MINUTES = 24 * 60;

/** A message that is about to be sent. */
export interface Sending {
  readonly channel: string;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly now: number;
}

/** Whether a message makes no sound because of the hour, in the IANA zone `timezone`. */
export function createQuietHours(
  rules: readonly QuietRule[],
  timezone: string,
): (sending: Sending) => boolean {
  return ({ channel, severity, labels, now }) => {
    const concerned = rules.filter(
      (rule) => (rule.channels?.includes(channel) ?? true) && inScope(rule, severity, labels),
    );
    if (concerned.length === 0) return false;
    const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
    const minute = local.hour * 60 + local.minute;
    return concerned.some((rule) => isWithin(rule, minute, local.dayOfWeek));
  };
}

/** Hours over midnight belong to the day on which they began. */
function isWithin({ from, to, days }: QuietRule, minute: number, day: number): boolean {
  const length = (to - from + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const yesterday = ((day + 5) % 7) + 1;
  const sinceToday = minute - from;
  const sinceYesterday = minute + DAY_MINUTES - from;
  return (
    (sinceToday >= 0 && sinceToday < length && days.includes(day)) ||
    (sinceYesterday < length && days.includes(yesterday))
  );
}
