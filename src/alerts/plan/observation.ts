import type { Observed } from '../../core/alerts.ts';
import type { Incident, Observation } from '../../core/incident.ts';
import { decide, type Decision } from '../decide.ts';
import type { Memory } from '../memory.ts';
import { planFailing } from './failing.ts';
import { planOpen } from './open.ts';
import { planResolve } from './resolve.ts';
import { note, type Plan, type PlanContext } from './plan.ts';

/** What an observation comes to: the decision about its incident, and who hears of it. */
export function planObservation(
  memory: Memory,
  observation: Observation,
  now: number,
  context: PlanContext,
): Plan<Observed> {
  const { fingerprint, policy } = observation;
  const known = memory.incidents.get(fingerprint) ?? null;
  const recent = memory.watched.get(fingerprint)?.recent ?? [];
  const decision = decide({ recent, incident: known }, observation, policy, now);
  const planned = follow(memory, observation, known, decision, now, context);
  // What says the same as before is not worth a write.
  if (decision.recent.join() === recent.join()) return planned;
  const watched = [{ fingerprint, recent: decision.recent, at: now }];
  return { ...planned, step: { ...planned.step, watched } };
}

function follow(
  memory: Memory,
  observation: Observation,
  known: Incident | null,
  { action, reason }: Decision,
  now: number,
  context: PlanContext,
): Plan<Observed> {
  if (action === 'open') return planOpen(memory, observation, now, context);
  if (known === null || action === 'none' || reason === 'below-threshold') {
    return { step: {}, result: { action, reason, incident: null } };
  }
  if (action === 'resolve') {
    const { title, evidence } = observation;
    const ending = [title, evidence].filter((text) => text !== '').join('\n');
    return planResolve(memory, known, { ending: ending || null, reason }, now);
  }
  if (action === 'note' && reason !== 'still-failing') {
    const notes = [note(known.id, now, 'suppressed', reason, 'seen well')];
    return { step: { notes }, result: { action, reason, incident: known.id } };
  }
  return planFailing(memory, { known, observation, action, reason }, now, context);
}
