import type { Observed } from '../../core/alerts.ts';
import type { Card, Incident } from '../../core/incident.ts';
import { call, type Call } from '../decide-call.ts';
import { onCard, type Memory } from '../memory.ts';
import { earliest, presentOn } from '../present.ts';
import { sayResolved, titleOf } from '../sayings.ts';
import { newCard } from './open.ts';
import { inState, note, withChanged, type Plan } from './plan.ts';
import { stepOf } from './step.ts';

export interface Ending {
  /** What is said of it in the first line, and what was seen then; `null`: nothing in particular. */
  readonly ending: string | null;
  readonly reason: 'recovered' | 'quiet';
}

/** An incident is over; its card, too, where it was the last one there. A mute of the card lasts until its time. */
export function planResolve(memory: Memory, known: Incident, said: Ending, now: number): Plan<Observed> {
  const { ending, reason } = said;
  const incident = inState({
    ...known,
    resolvedAt: now,
    ending,
    muted: null,
  });
  const card = memory.cards.get(known.card) ?? newCard(known, known.fingerprint, now);
  const others = onCard(memory, known.card).filter(({ id }) => id !== known.id);
  const all = withChanged(others, [incident]);
  const ended = callForEnd(known, card, all, ending, now);
  const resolved = note(incident.id, now, 'resolve', reason, titleOf(ending) ?? '');
  return {
    step: stepOf(memory, { card, others, incident, call: ended, notes: [resolved] }, now),
    result: { action: 'resolve', reason, incident: incident.id },
  };
}

function callForEnd(
  { muted, policy }: Incident,
  card: Card,
  all: readonly Incident[],
  ending: string | null,
  now: number,
): Call {
  if (all.some(({ resolvedAt }) => resolvedAt === null)) {
    return call(
      'shares-a-card',
      card.last === null ? null : { change: 'eased' },
      `others on ${card.id} go on`,
    );
  }
  const about = presentOn(card, all);
  const reply = sayResolved(about, ending, now - earliest(about));
  if (policy.tell === 'when-over' && muted === null) return call('over', { change: 'resolved', reply });
  if (card.last === null) return call('never-told', null);
  return muted === null
    ? call('over', { change: 'resolved', reply })
    : call('muted', { change: 'resolved' }, `by ${muted.by}`);
}
