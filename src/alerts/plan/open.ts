import type { Observed } from '../../core/alerts.ts';
import type { Card, Incident, Observation } from '../../core/incident.ts';
import { announceOpen } from '../announce.ts';
import { causeOf } from '../cause.ts';
import { MOST_INCIDENTS, onCard, openIncidents, type Memory } from '../memory.ts';
import { inState, note, type Plan, type PlanContext } from './plan.ts';
import { muteOf } from '../silence.ts';
import { stepOf } from './step.ts';

/** A new incident: on the open card of its probable cause, else on one of its own. */
export function planOpen(
  memory: Memory,
  observation: Observation,
  now: number,
  context: PlanContext,
): Plan<Observed> {
  if (openIncidents(memory).length >= MOST_INCIDENTS) {
    return { step: {}, result: { action: 'lost', reason: 'too-many-incidents', incident: null } };
  }
  const open = [...memory.cards.values()].filter(({ resolvedAt }) => resolvedAt === null);
  const cause = causeOf(observation.fingerprint, observation.labels, open.length);
  const shared = open.find((card) => card.cause === cause) ?? null;
  const id = context.newIncidentId();
  const fresh = newIncident(observation, { id, card: shared?.id ?? id, traceId: context.newTraceId() }, now);
  const muted = muteOf(fresh, memory.silences.values(), context.inMaintenance, now);
  const incident = inState({ ...fresh, muted });
  const card = shared ?? newCard(incident, cause, now);
  const others = onCard(memory, card.id);
  const opened = note(id, now, 'open', 'threshold-reached', incident.title);
  const announced = announceOpen(card, incident, others);
  // Reminders count from when people heard of it.
  const telling = card.last === null ? { ...card, tellingSince: now, reminders: 0, escalated: [] } : card;
  return {
    step: stepOf(memory, { card: telling, others, incident, announced, notes: [opened] }, now),
    result: { action: 'open', reason: 'threshold-reached', incident: id },
  };
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
    escalated: [],
    last: null,
  };
}

function newIncident(
  { ok: _ok, remote: _remote, ...seen }: Observation,
  ids: Pick<Incident, 'id' | 'card' | 'traceId'>,
  now: number,
): Omit<Incident, 'state'> {
  return {
    ...seen,
    ...ids,
    startedAt: now,
    resolvedAt: null,
    ending: null,
    lastSeenAt: now,
    observations: 1,
    comebacks: 0,
    acknowledged: null,
    muted: null,
    notifications: 0,
  };
}
