import type { Observed } from '../../core/alerts.ts';
import type { Card, Incident, Observation } from '../../core/incident.ts';
import { callForFailing } from '../decide-call.ts';
import { isWorse } from '../decide.ts';
import { onCard, type Memory } from '../memory.ts';
import { begun } from '../telling.ts';
import { newCard } from './open.ts';
import { inState, muteAnew, note, type Plan, type PlanContext } from './plan.ts';
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
  const changed = action === 'come-back' ? cameBack(seen) : action === 'worsen' ? news(seen) : seen;
  // The end of a mute is told by itself, at its time.
  const ends = changed.muted !== null && changed.muted.until <= now;
  const incident = ends ? changed : muteAnew(changed, memory, now, context);
  const kept = memory.cards.get(incident.card) ?? newCard(incident, incident.fingerprint, now);
  const others = onCard(memory, incident.card).filter(({ id }) => id !== incident.id);
  const wasMuted = known.resolvedAt === null && known.muted !== null && incident.muted === null;
  const call = callForFailing(kept, incident, others, { action, wasMuted }, now);
  const notes = action === 'note' ? [] : [note(incident.id, now, action, reason, incident.title)];
  const again = action === 'come-back' && kept.resolvedAt !== null && call.reason !== 'flapping';
  const card: Card = kept.last === null || again ? begun(kept, now) : kept;
  return {
    step: stepOf(memory, { card, others, incident, call, notes }, now),
    result: { action, reason, incident: incident.id },
  };
}

/** The incident with what the newest failing observation says; what that leaves open stays. */
function seenAgain(known: Incident, observation: Observation, now: number): Incident {
  const { title, evidence, cause, next, labels, rerun, except, to, policy, severity } = observation;
  return {
    ...known,
    title,
    evidence,
    cause: cause ?? known.cause,
    next: next ?? known.next,
    labels,
    rerun,
    except,
    to: to ?? null,
    policy,
    severity: isWorse(severity, known.severity) ? severity : known.severity,
    lastSeenAt: now,
    observations: known.observations + 1,
  };
}

/** Whoever took it on took on something less. */
function news(seen: Incident): Incident {
  return inState({ ...seen, acknowledged: null });
}

/** Whoever had acknowledged it had seen it end: it is news again. */
function cameBack(seen: Incident): Incident {
  return news({ ...seen, resolvedAt: null, ending: null, comebacks: seen.comebacks + 1 });
}
