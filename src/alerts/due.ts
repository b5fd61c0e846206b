import { inScope, type AlertRules, type EscalationRule } from '../core/alert-rules.ts';
import { HOUR_MS, sayDuration } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import { hushOf } from './decide-call.ts';
import { COME_BACK_MS, FLAPS_FROM, reached } from './decide.ts';
import { onCard, type Memory } from './memory.ts';
import { nextReminder } from './telling.ts';

/** Something that time alone brings about. `at`: epoch milliseconds. */
export type Due = { readonly at: number } & (
  | { readonly kind: 'quiet' | 'settled'; readonly incident: Incident }
  | { readonly kind: 'mute-over'; readonly card: Card }
  | { readonly kind: 'reminder'; readonly card: Card }
  | { readonly kind: 'escalation'; readonly card: Card; readonly rule: EscalationRule }
  | { readonly kind: 'silence-over'; readonly target: string }
);

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
      if (isSettling(memory, incident)) yield { kind: 'settled', at: settledAt(incident), incident };
    }
    if (card.last !== null) yield* ofTold(card, open, rules.escalate);
  }
}

/** It flapped and was seen well since: for who reports that once only, time does the rest. */
function isSettling(memory: Memory, { comebacks, fingerprint, policy }: Incident): boolean {
  const recent = memory.watched.get(fingerprint)?.recent ?? [];
  return comebacks >= FLAPS_FROM && recent.at(-1) === true && reached(recent, true, policy.resolve);
}

/** What is told when it is over has a reporter who says so again and again, and how it was: that goes first. */
function settledAt({ lastSeenAt, policy }: Incident): number {
  return lastSeenAt + COME_BACK_MS + (policy.tell === 'when-over' ? HOUR_MS : 0);
}

function* ofTold(card: Card, open: readonly Incident[], escalate: readonly EscalationRule[]): Generator<Due> {
  const heard = open.filter((incident) => hushOf(incident) === null);
  if (heard.length === 0) return;
  const firing = heard.filter(({ acknowledged }) => acknowledged === null);
  yield { kind: 'reminder', at: nextReminder(card, firing.length === 0), card };
  for (const rule of escalate) {
    if (card.escalation.done.includes(ruleKey(rule))) continue;
    const concerns = firing.some(({ severity, labels }) => inScope(rule, severity, labels));
    if (concerns) yield { kind: 'escalation', at: card.escalation.since + rule.afterMs, card, rule };
  }
}

/** What a rule is known by, wherever it stands in the configuration; people read its first half. */
export function ruleKey({ afterMs, to, severities, labels }: EscalationRule): string {
  return `to ${to.join(', ')} after ${sayDuration(afterMs)} of ${JSON.stringify([severities, labels])}`;
}

/** The half that people read. */
export function sayRule(key: string): string {
  return key.split(' of ', 1)[0] ?? key;
}
