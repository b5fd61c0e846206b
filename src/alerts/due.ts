import { inScope, type AlertRules, type EscalationRule } from '../core/alert-rules.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import { COME_BACK_MS, FLAPS_FROM } from './decide.ts';
import { onCard, type Memory } from './memory.ts';

/** Something that time alone brings about. `at`: epoch milliseconds. */
export type Due = { readonly at: number } & (
  | { readonly kind: 'quiet' | 'settled'; readonly incident: Incident }
  | { readonly kind: 'mute-over'; readonly card: Card }
  | { readonly kind: 'reminder'; readonly card: Card }
  | { readonly kind: 'escalation'; readonly card: Card; readonly rule: EscalationRule }
  | { readonly kind: 'silence-over'; readonly target: string }
);

/** "Still failing" is said after so long, and daily from then on. */
const FIRST_REMINDERS_MS = [HOUR_MS, 6 * HOUR_MS] as const;
/** A reminder that would follow a call within so long is none: everybody has just heard of it. */
const JUST_CALLED_MS = 30 * MINUTE_MS;

/** What is due first; it may be due already. `null`: nothing will be. */
export function nextDue(memory: Memory, rules: Pick<AlertRules, 'escalate'>): Due | null {
  let first: Due | null = null;
  for (const due of allDue(memory, rules)) if (first === null || due.at < first.at) first = due;
  return first;
}

function* allDue(memory: Memory, rules: Pick<AlertRules, 'escalate'>): Generator<Due> {
  for (const { target, until } of memory.silences.values()) yield { kind: 'silence-over', at: until, target };
  for (const card of memory.cards.values()) {
    if (card.resolvedAt !== null) continue;
    const open = onCard(memory, card.id).filter(({ resolvedAt }) => resolvedAt === null);
    for (const incident of open) {
      const { quietMs } = incident.policy;
      if (quietMs !== null) yield { kind: 'quiet', at: incident.lastSeenAt + quietMs, incident };
      if (incident.muted !== null) yield { kind: 'mute-over', at: incident.muted.until, card };
      if (isSettling(memory, incident)) {
        yield { kind: 'settled', at: incident.lastSeenAt + COME_BACK_MS, incident };
      }
    }
    if (card.last !== null) yield* ofTold(card, open, rules.escalate);
  }
}

/** It flapped and was seen well since: for who reports that once only, time does the rest. */
function isSettling(memory: Memory, { comebacks, fingerprint }: Incident): boolean {
  return comebacks >= FLAPS_FROM && memory.watched.get(fingerprint)?.recent.at(-1) === true;
}

function* ofTold(card: Card, open: readonly Incident[], escalate: readonly EscalationRule[]): Generator<Due> {
  const heard = open.filter(({ muted }) => muted === null);
  if (heard.length === 0) return;
  const firing = heard.filter(({ acknowledged }) => acknowledged === null);
  const earlier = firing.length > 0 ? card.reminders : Math.max(card.reminders, FIRST_REMINDERS_MS.length);
  yield { kind: 'reminder', at: card.tellingSince + reminderMs(earlier), card };
  for (const rule of escalate) {
    if (card.escalation.done.includes(ruleKey(rule))) continue;
    const concerns = firing.some(({ severity, labels }) => inScope(rule, severity, labels));
    if (concerns) yield { kind: 'escalation', at: card.escalation.since + rule.afterMs, card, rule };
  }
}

/** What a rule is known by, wherever it stands in the configuration. */
export function ruleKey({ afterMs, to, severities, labels }: EscalationRule): string {
  return JSON.stringify([afterMs, to, severities, labels]);
}

/** How long after a card was told the reminder comes that follows so many others. Who acknowledged hears daily. */
function reminderMs(earlier: number): number {
  return FIRST_REMINDERS_MS[earlier] ?? (earlier - FIRST_REMINDERS_MS.length + 1) * DAY_MS;
}

/** The card after people were called about it. */
export function justCalled(card: Card, now: number): Card {
  const reminded = remindersWithin(now - card.tellingSince + JUST_CALLED_MS);
  return reminded <= card.reminders ? card : { ...card, reminders: reminded };
}

/** The card whose telling begins: it is new, or news again. */
export function tellingFrom(card: Card, now: number): Card {
  return { ...card, tellingSince: now, reminders: 0, escalation: { since: now, done: [] } };
}

/** How many reminders have come due in so long: what was due while nobody ran is one, not many. */
export function remindersWithin(ms: number): number {
  const first = FIRST_REMINDERS_MS.filter((after) => after <= ms).length;
  return first < FIRST_REMINDERS_MS.length ? first : first + Math.floor(ms / DAY_MS);
}
