import { sayAgo, sayDuration } from '../../core/duration.ts';
import type { Incident } from '../../core/incident.ts';
import type { IncidentView } from '../../core/incident-views.ts';
import type { Message } from '../../core/message.ts';
import { part, say } from './say.ts';

const MAX_ID = 60;
const MAX_TITLE = 100;

/** What is wrong, as part of a title: with all else a button's short answer has room for 200 characters. */
export function sayTitle({ title }: Pick<Incident, 'title'>): string {
  return part(title, MAX_TITLE);
}

/** How an incident is, for the end of a line: `for 12 min, acknowledged by bea`, `over 2 h ago, lasted 14 min`. */
export function sayState(incident: IncidentView, now: number): string {
  const started = Date.parse(incident.startedAt);
  if (incident.resolvedAt !== null) {
    const ended = Date.parse(incident.resolvedAt);
    return `over ${sayAgo(ended, now)}, lasted ${sayDuration(ended - started)}`;
  }
  return [`for ${sayDuration(now - started)}`, ...sayDeeds(incident, now)].join(', ');
}

/** Who acknowledged or muted what is not over. */
function sayDeeds({ acknowledgedBy, mutedUntil, mutedBy }: IncidentView, now: number): readonly string[] {
  const acknowledged = acknowledgedBy === null ? [] : [`acknowledged by ${acknowledgedBy}`];
  if (mutedUntil === null) return acknowledged;
  const by = mutedBy === null ? '' : ` by ${mutedBy}`;
  return [...acknowledged, `muted for ${sayLeft(Date.parse(mutedUntil), now)}${by}`];
}

/** How long something that ends by itself still lasts. */
export function sayLeft(until: number, now: number): string {
  return `${sayDuration(until - now)} more`;
}

export function sayUnknownIncident(id: string): Message {
  return say(`No incident has the id ${part(id, MAX_ID)}: /incidents lists them`);
}

/** For a click on an old card: it is over, and there is nothing to do any more. */
export function sayOver({ resolvedAt }: Pick<Incident, 'resolvedAt'>, todo: string, now: number): Message {
  const when = resolvedAt === null ? '' : `: resolved ${sayAgo(resolvedAt, now)}`;
  return say(`It is over already${when}; nothing to ${todo}`);
}
