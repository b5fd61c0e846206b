import type { AlertsStep } from '../../core/alerts.ts';
import type { Card, Incident, Note } from '../../core/incident.ts';
import { isCall, type Call } from '../decide-call.ts';
import { justCalled } from '../due.ts';
import type { Memory } from '../memory.ts';
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
  const called = isCall(told);
  const after = called ? counted(incident) : incident;
  const all = withChanged(others, [after]);
  const line = called
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
  if (told !== null) {
    const news = isCall(told) && incident.resolvedAt === null && told.change !== 'opened';
    // What is news has not been taken on by anybody: the time to do so begins.
    const telling = news ? { ...card, escalation: { since: now, done: [] } } : card;
    return { cards: [changeCard(isCall(told) ? justCalled(telling, now) : card, all, told, now, memory)] };
  }
  const settled = settleCard(card, all, now);
  const unchanged = memory.cards.get(card.id)?.resolvedAt === settled.resolvedAt;
  return unchanged ? {} : { cards: [settled] };
}
