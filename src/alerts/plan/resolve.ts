import type { Observed } from '../../core/alerts.ts';
import type { Incident } from '../../core/incident.ts';
import type { Announced } from '../announce.ts';
import { onCard, type Memory } from '../memory.ts';
import { newCard } from './open.ts';
import { inState, note, withChanged, type Plan } from './plan.ts';
import { sayResolved } from '../sayings.ts';
import { stepOf } from './step.ts';

export interface Ending {
  /** What is said of it; `null`: nothing in particular. */
  readonly ending: string | null;
  /** What was seen at the end; empty: what was seen before stays. */
  readonly evidence: string;
  readonly reason: 'recovered' | 'quiet';
}

/** An incident is over; its card, too, where it was the last one there. */
export function planResolve(memory: Memory, known: Incident, said: Ending, now: number): Plan<Observed> {
  const { ending, evidence, reason } = said;
  const incident = inState({
    ...known,
    resolvedAt: now,
    ending,
    evidence: evidence === '' ? known.evidence : evidence,
    muted: null,
  });
  const card = memory.cards.get(known.card) ?? newCard(known, known.fingerprint, now);
  const others = onCard(memory, known.card).filter(({ id }) => id !== known.id);
  const all = withChanged(others, [incident]);
  const announced = announceEnd(known, card.last !== null, all, incident, now);
  const resolved = note(incident.id, now, 'resolve', reason, ending ?? '');
  const step = stepOf(memory, { card, others, incident, announced, notes: [resolved] }, now);
  const over = all.every(({ resolvedAt }) => resolvedAt !== null);
  // A mute of this one card has nothing left to hold back.
  const unsilenced = over && memory.silences.has(card.id) ? { unsilenced: [card.id] } : {};
  return {
    step: { ...step, ...unsilenced },
    result: { action: 'resolve', reason, incident: incident.id },
  };
}

/** `wasTold`: the card stands in the chats. */
function announceEnd(
  { muted, policy }: Incident,
  wasTold: boolean,
  all: readonly Incident[],
  incident: Incident,
  now: number,
): Announced {
  if (all.some(({ resolvedAt }) => resolvedAt === null)) {
    return {
      told: wasTold ? { change: 'eased' } : null,
      reason: 'shares-a-card',
      detail: 'the others go on',
    };
  }
  const since = Math.min(...all.map(({ startedAt }) => startedAt));
  const reply = sayResolved(all, incident, since, now);
  if (policy.tell === 'when-over') return { told: { change: 'resolved', reply }, reason: 'over', detail: '' };
  if (!wasTold) return { told: null, reason: 'never-told', detail: '' };
  if (muted !== null) return { told: { change: 'resolved' }, reason: 'muted', detail: `by ${muted.by}` };
  return { told: { change: 'resolved', reply }, reason: 'over', detail: '' };
}
