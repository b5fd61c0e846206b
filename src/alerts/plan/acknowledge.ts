import type { Acknowledged } from '../../core/alerts.ts';
import type { Actor, Incident } from '../../core/incident.ts';
import { onCard, type Memory } from '../memory.ts';
import { changeCard, inState, note, settleCard, withChanged, type Plan } from './plan.ts';

/** Somebody has taken a card on: all that is open on it. `incident` is the one that was named. */
export function planAcknowledge(
  memory: Memory,
  incident: Incident,
  by: Actor,
  now: number,
): Plan<Acknowledged> {
  const all = onCard(memory, incident.card);
  const open = all.filter(({ resolvedAt }) => resolvedAt === null);
  const card = memory.cards.get(incident.card);
  const [first] = open;
  if (card === undefined || first === undefined) return { step: {}, result: { outcome: 'over', incident } };
  const unclaimed = open.filter(({ acknowledged }) => acknowledged === null);
  const named = open.find(({ id }) => id === incident.id) ?? first;
  if (unclaimed.length === 0) return { step: {}, result: { outcome: 'already', incident: named } };
  const incidents = unclaimed.map((each) => inState({ ...each, acknowledged: { by: by.name, at: now } }));
  const after = withChanged(all, incidents);
  return {
    step: {
      incidents,
      cards: [
        card.last === null
          ? settleCard(card, after, now)
          : changeCard(card, after, { change: 'acknowledged' }, now, memory),
      ],
      notes: incidents.map(({ id }) => note(id, now, 'acknowledge', `by ${by.name}`, by.via)),
    },
    result: {
      outcome: 'acknowledged',
      incident: incidents.find(({ id }) => id === named.id) ?? named,
      also: open.length - 1,
    },
  };
}
