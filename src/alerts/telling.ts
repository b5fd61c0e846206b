import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/duration.ts';
import type { Card } from '../core/incident.ts';

/**
 * The clocks of a card: since when its present trouble lasts (`openedAt`), since when reminders count (`tellingSince`), and
 * since when nobody has taken it on (`escalation`). All that moves them stands here, but
 * what `plan/due` counts: the reminders sent and the steps of the escalation done.
 */

/** "Still failing" is said after so long, and daily from then on. */
const FIRST_REMINDERS_MS = [HOUR_MS, 6 * HOUR_MS] as const;
/** A reminder that would follow a call within so long is none: everybody has just heard of it. */
const JUST_CALLED_MS = 30 * MINUTE_MS;

/** All was over, or nobody had heard of it: everything begins anew. */
export function begun(card: Card, now: number): Card {
  return heardFrom({ ...card, openedAt: card.resolvedAt === null ? card.openedAt : now }, now);
}

/** Its trouble goes on, and people may hear of it from now on. */
export function heardFrom(card: Card, now: number): Card {
  return { ...card, tellingSince: now, reminders: 0, escalation: { since: now, done: [] } };
}

/** People were called about something new on it, which nobody has taken on yet. */
export function calledAnew(card: Card, now: number): Card {
  return called({ ...card, escalation: { since: now, done: [] } }, now);
}

/** People were called about what they knew. */
export function called(card: Card, now: number): Card {
  const reminded = remindersWithin(now - card.tellingSince + JUST_CALLED_MS);
  return reminded <= card.reminders ? card : { ...card, reminders: reminded };
}

/** When the next reminder comes, epoch milliseconds; `daily`: it is acknowledged, so only the daily ones come. */
export function nextReminder({ tellingSince, reminders }: Card, daily: boolean): number {
  const earlier = daily ? Math.max(reminders, FIRST_REMINDERS_MS.length) : reminders;
  const after = FIRST_REMINDERS_MS[earlier] ?? (earlier - FIRST_REMINDERS_MS.length + 1) * DAY_MS;
  return tellingSince + after;
}

/** How many reminders have come due in so long: what was due while nobody ran is one, not many. */
export function remindersWithin(ms: number): number {
  const first = FIRST_REMINDERS_MS.filter((after) => after <= ms).length;
  return first < FIRST_REMINDERS_MS.length ? first : first + Math.floor(ms / DAY_MS);
}
