import type { AlertsStep } from '../../core/alerts.ts';
import type { Card, Incident, Note } from '../../core/incident.ts';
import type { Announced } from '../announce.ts';
import { justCalled } from '../due.ts';
import type { Memory } from '../memory.ts';
import { changeCard, counted, note, settleCard, withChanged } from './plan.ts';

/** A change of one incident, and how it is told. */
export interface Change {
  /** As it was, but for when its telling begins. */
  readonly card: Card;
  /** What else stands on the card. */
  readonly others: readonly Incident[];
  /** As it is now. */
  readonly incident: Incident;
  readonly announced: Announced;
  readonly notes: readonly Note[];
}

/** What is written of a change: the incident, its card, and a note of who was called or why nobody was. */
export function stepOf(memory: Memory, change: Change, now: number): AlertsStep {
  const { card, others, incident, notes } = change;
  const { told, reason, detail } = change.announced;
  const called = told !== null && (told.change === 'opened' || (told.reply ?? null) !== null);
  const after = called ? counted(incident) : incident;
  const all = withChanged(others, [after]);
  const telling = called ? justCalled(card, now) : card;
  const line = called
    ? note(incident.id, now, 'told', reason, told.reply?.title ?? incident.title)
    : note(incident.id, now, 'suppressed', reason, detail);
  return {
    incidents: [after],
    cards: [told === null ? settleCard(card, all, now) : changeCard(telling, all, told, now, memory)],
    notes: [...notes, line],
  };
}
