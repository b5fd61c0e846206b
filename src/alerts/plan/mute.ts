import type { AlertsStep, Muted, Unmuted } from '../../core/alerts.ts';
import type { Actor, Card, CardChange, Incident, Note, Silence } from '../../core/incident.ts';
import { hushOf } from '../decide-call.ts';
import { tellingFrom } from '../due.ts';
import { MOST_SILENCES, onCard, openIncidents, type Memory } from '../memory.ts';
import { covers, muteOf } from '../silence.ts';
import {
  changeCard,
  counted,
  inState,
  note,
  settleCard,
  withChanged,
  type Plan,
  type PlanContext,
} from './plan.ts';

/** A mute begins, or takes an older one's place: what it covers is muted, what comes and fits will be. */
export function planMute(
  memory: Memory,
  silence: Silence,
  via: Actor['via'],
  now: number,
  context: PlanContext,
): Plan<Muted> {
  if (!memory.silences.has(silence.target) && memory.silences.size >= MOST_SILENCES) {
    return { step: {}, result: { outcome: 'too-many' } };
  }
  const silences = new Map(memory.silences).set(silence.target, silence);
  const changed = remute(memory, silences, now, context);
  const until = `until ${new Date(silence.until).toISOString()}, by ${via}`;
  const why = silence.reason === null ? until : `${until}: ${silence.reason}`;
  const after = new Map(changed.map((incident) => [incident.id, incident]));
  const covered = openIncidents(memory)
    .filter((incident) => covers(silence.target, incident))
    .map((incident) => after.get(incident.id) ?? incident);
  const notes = covered.map(({ id }) => note(id, now, 'mute', `by ${silence.by}`, why));
  return {
    step: { ...showing(memory, changed, notes, now), silences: [silence] },
    result: { outcome: 'muted', silence, covers: covered },
  };
}

/** A mute ends before its time. */
export function planUnmute(
  memory: Memory,
  silence: Silence,
  by: string,
  now: number,
  context: PlanContext,
): Plan<Unmuted> {
  const silences = new Map(memory.silences);
  silences.delete(silence.target);
  const changed = remute(memory, silences, now, context);
  const after = new Map(changed.map((incident) => [incident.id, incident]));
  const still = openIncidents(memory)
    .filter((incident) => covers(silence.target, incident))
    .map((incident) => after.get(incident.id) ?? incident)
    .filter(({ muted }) => muted !== null);
  const notes = changed.map(({ id }) => note(id, now, 'unmute', `by ${by}`));
  return {
    step: { ...showing(memory, changed, notes, now), unsilenced: [silence.target] },
    result: { outcome: 'unmuted', silence, still },
  };
}

/** Open incidents whose mute is another one under these silences. */
function remute(
  memory: Memory,
  silences: ReadonlyMap<string, Silence>,
  now: number,
  context: PlanContext,
): readonly Incident[] {
  return openIncidents(memory).flatMap((incident) => {
    const muted = muteOf(incident, silences.values(), context.inMaintenance, now);
    const same = muted?.until === incident.muted?.until && muted?.target === incident.muted?.target;
    return same ? [] : [inState({ ...incident, muted })];
  });
}

/** Brings the cards of these incidents up to date; one that nobody was told of, and that now may be heard, is told. */
function showing(
  memory: Memory,
  changed: readonly Incident[],
  notes: readonly Note[],
  now: number,
): AlertsStep {
  const incidents = new Map(changed.map((incident) => [incident.id, incident]));
  const cards: Card[] = [];
  for (const id of new Set(changed.map(({ card }) => card))) {
    const card = memory.cards.get(id);
    if (card === undefined) continue;
    const mine = changed.filter((incident) => incident.card === id);
    const all = withChanged(onCard(memory, id), mine);
    const heard = mine.filter((each) => hushOf(each) === null);
    const first = card.last === null && heard.length > 0;
    if (first) for (const each of heard) incidents.set(each.id, counted(each));
    const change: CardChange = first ? 'opened' : heard.length > 0 ? 'unmuted' : 'muted';
    const telling = heard.length > 0 ? tellingFrom(card, now) : card;
    cards.push(
      card.last === null && !first
        ? settleCard(telling, all, now)
        : changeCard(telling, all, { change, loud: first }, now, memory),
    );
  }
  return { incidents: [...incidents.values()], cards, notes };
}
