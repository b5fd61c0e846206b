import type { Observed } from '../../core/alerts.ts';
import type { Card, Incident, Observation } from '../../core/incident.ts';
import { causeOf } from '../cause.ts';
import { callForOpen } from '../decide-call.ts';
import { COME_BACK_MS } from '../decide.ts';
import { begun } from '../telling.ts';
import { MOST_INCIDENTS, onCard, openIncidents, type Memory } from '../memory.ts';
import { inState, muteAnew, note, type Plan, type PlanContext } from './plan.ts';
import { stepOf } from './step.ts';

/** A new incident: on the card of its probable cause, where one is open or ended just now, else on one of its own. */
export function planOpen(
  memory: Memory,
  observation: Observation,
  now: number,
  context: PlanContext,
): Plan<Observed> {
  if (openIncidents(memory).length >= MOST_INCIDENTS) {
    return { step: {}, result: { action: 'lost', reason: 'too-many-incidents', incident: null } };
  }
  const cards = [...memory.cards.values()];
  const cause = causeOf(observation, cards.filter(({ resolvedAt }) => resolvedAt === null).length);
  const shared = cards.findLast((card) => card.cause === cause && isRecent(card, now)) ?? null;
  const id = context.newIncidentId();
  const ids = { id, card: shared?.id ?? id, traceId: context.newTraceId() };
  const before = memory.watched.get(observation.fingerprint)?.recent ?? [];
  const failing = before.filter((ok) => !ok).length + 1;
  const incident = muteAnew(newIncident(observation, ids, failing, now), memory, now, context);
  const card = shared ?? newCard(incident, cause, now);
  const others = onCard(memory, card.id);
  const call = callForOpen(card, incident, others);
  const opened = note(id, now, 'open', 'threshold-reached', incident.title);
  const { startedAt } = incident;
  const held = note(
    id,
    startedAt,
    'suppressed',
    'below-threshold',
    'nobody is called before it is confirmed',
  );
  const earlier = failing === 1 ? [] : [{ ...held, lastAt: now, count: failing - 1 }];
  const begins = card.last === null || card.resolvedAt !== null;
  const telling = begins ? begun(card, now) : card;
  return {
    step: stepOf(memory, { card: telling, others, incident, call, notes: [...earlier, opened] }, now),
    result: { action: 'open', reason: 'threshold-reached', incident: id },
  };
}

function isRecent({ resolvedAt }: Card, now: number): boolean {
  return resolvedAt === null || now - resolvedAt < COME_BACK_MS;
}

/** A card that nobody has seen yet. */
export function newCard({ card, severity }: Incident, cause: string, now: number): Card {
  return {
    id: card,
    cause,
    openedAt: now,
    resolvedAt: null,
    severity,
    tellingSince: now,
    reminders: 0,
    escalation: { since: now, done: [] },
    last: null,
  };
}

function newIncident(
  { ok: _ok, remote: _remote, since, to, ...seen }: Observation,
  ids: Pick<Incident, 'id' | 'card' | 'traceId'>,
  failing: number,
  now: number,
): Incident {
  return inState({
    ...seen,
    ...ids,
    to: to ?? null,
    // No later than now, whatever clock its reporter went by.
    startedAt: Math.min(since ?? now, now),
    resolvedAt: null,
    ending: null,
    lastSeenAt: now,
    observations: failing,
    comebacks: 0,
    acknowledged: null,
    muted: null,
    notifications: 0,
  });
}
