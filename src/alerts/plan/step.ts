import type { AlertsStep } from '../../core/alerts.ts';
import type { Card, Incident, Note } from '../../core/incident.ts';
import { isCall, type Call } from '../decide-call.ts';
import type { Memory } from '../memory.ts';
import { called, calledAnew } from '../telling.ts';
import { changeCard, counted, note, settleCard, withChanged } from './plan.ts';

/** A change of one incident, and who is called about it. */
export interface Change {
  /** As it was, but for when its telling begins. */
  readonly card: Card;
  /** What else stands on the card. */
  readonly others: readonly Incident[];
  /** As it is now. */
  readonly incident: Incident;
  readonly call: Call;
  readonly notes: readonly Note[];
}

/** What is written of a change: the incident, its card, and a note of who was called or why nobody was. */
export function stepOf(memory: Memory, change: Change, now: number): AlertsStep {
  const { others, incident, notes } = change;
  const { told, reason, detail } = change.call;
  const calling = isCall(told);
  const after = calling ? counted(incident) : incident;
  const all = withChanged(others, [after]);
  const line = calling
    ? note(incident.id, now, 'told', reason, told?.reply?.title ?? incident.title)
    : note(incident.id, now, 'suppressed', reason, detail);
  return { incidents: [after], ...cardsOf(memory, change, all, now), notes: [...notes, line] };
}

function cardsOf(
  memory: Memory,
  { card, call: { told }, incident }: Change,
  all: readonly Incident[],
  now: number,
): Pick<AlertsStep, 'cards'> {
  function clocked(): Card {
    if (!isCall(told) || told?.change === 'opened') return card;
    return incident.resolvedAt === null ? calledAnew(card, now) : called(card, now);
  }

  if (told !== null) return { cards: [changeCard(clocked(), all, told, now, memory)] };
  const settled = settleCard(card, all, now);
  const unchanged = memory.cards.get(card.id)?.resolvedAt === settled.resolvedAt;
  return unchanged ? {} : { cards: [settled] };
}
