import type { Observed } from '../../core/alerts.ts';
import type { Card, Incident, Observation } from '../../core/incident.ts';
import { announceFailing } from '../announce.ts';
import { isWorse } from '../decide.ts';
import { onCard, type Memory } from '../memory.ts';
import { newCard } from './open.ts';
import { inState, note, type Plan, type PlanContext } from './plan.ts';
import { muteOf } from '../silence.ts';
import { stepOf } from './step.ts';

export interface Failing {
  readonly known: Incident;
  readonly observation: Observation;
  readonly action: 'come-back' | 'worsen' | 'note';
  readonly reason: string;
}

/** A known incident fails again: it came back, got worse, or goes on. */
export function planFailing(
  memory: Memory,
  { known, observation, action, reason }: Failing,
  now: number,
  context: PlanContext,
): Plan<Observed> {
  const seen = seenAgain(known, observation, now);
  const incident = action === 'come-back' ? cameBack(seen, memory, now, context) : seen;
  const kept = memory.cards.get(incident.card) ?? newCard(incident, incident.fingerprint, now);
  const others = onCard(memory, incident.card).filter(({ id }) => id !== incident.id);
  const announced = announceFailing(kept, incident, others, action, now);
  const notes = action === 'note' ? [] : [note(incident.id, now, action, reason, incident.title)];
  const again = action === 'come-back' && kept.resolvedAt !== null && announced.reason !== 'flapping';
  const begins = kept.last === null || again;
  const card: Card = begins ? { ...kept, tellingSince: now, reminders: 0, escalated: [] } : kept;
  return {
    step: stepOf(memory, { card, others, incident, announced, notes }, now),
    result: { action, reason, incident: incident.id },
  };
}

/** The incident with what the newest failing observation says; what that leaves open stays. */
function seenAgain(known: Incident, observation: Observation, now: number): Incident {
  const { title, evidence, cause, next, labels, rerun, except, policy, severity } = observation;
  return {
    ...known,
    title,
    evidence,
    cause: cause ?? known.cause,
    next: next ?? known.next,
    labels,
    rerun,
    except,
    policy,
    severity: isWorse(severity, known.severity) ? severity : known.severity,
    lastSeenAt: now,
    observations: known.observations + 1,
  };
}

/** Whoever had acknowledged it had seen it end: it is news again. */
function cameBack(seen: Incident, memory: Memory, now: number, context: PlanContext): Incident {
  return inState({
    ...seen,
    resolvedAt: null,
    ending: null,
    comebacks: seen.comebacks + 1,
    acknowledged: null,
    muted: muteOf(seen, memory.silences.values(), context.inMaintenance, now),
  });
}
