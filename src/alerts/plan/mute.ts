import type { AlertsStep, Muted, Unmuted } from '../../core/alerts.ts';
import type { Actor, Card, Incident, Note, Silence } from '../../core/incident.ts';
import { hushOf } from '../decide-call.ts';
import { MOST_SILENCES, onCard, openIncidents, type Memory } from '../memory.ts';
import { sayUnmuted } from '../sayings.ts';
import { covers, muteOf } from '../silence.ts';
import { heardFrom } from '../telling.ts';
import {
  changeCard,
  counted,
  inState,
  note,
  settleCard,
  withChanged,
  type Plan,
  type PlanContext,
  type Told,
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

/**
 * Brings the cards of these incidents up to date. What nobody was told of, and may be heard now, is called out; who
 * ended the mute of what was told knows that it fails.
 */
function showing(
  memory: Memory,
  changed: readonly Incident[],
  notes: readonly Note[],
  now: number,
): AlertsStep {
  const incidents = new Map(changed.map((incident) => [incident.id, incident]));
  const cards: Card[] = [];
  const told: Note[] = [];
  for (const id of new Set(changed.map(({ card }) => card))) {
    const card = memory.cards.get(id);
    if (card === undefined) continue;
    const before = onCard(memory, id);
    const heard = changed.filter((each) => each.card === id && hushOf(each) === null);
    const untold = heard.filter(({ notifications }) => notifications === 0).map(counted);
    for (const each of untold) incidents.set(each.id, each);
    const change = changeOf(card, heard, untold, now);
    told.push(
      ...untold.map((each) =>
        note(each.id, now, 'told', 'mute-ended-early', change.reply?.title ?? each.title),
      ),
    );
    const all = withChanged(
      before,
      [...incidents.values()].filter((each) => each.card === id),
    );
    // What was heard all the while keeps its clocks.
    const others = before.filter((each) => each.resolvedAt === null && hushOf(each) === null);
    const telling = heard.length > 0 && others.length === 0 ? heardFrom(card, now) : card;
    const unseen = card.last === null && change.change !== 'opened';
    cards.push(unseen ? settleCard(telling, all, now) : changeCard(telling, all, change, now, memory));
  }
  return { incidents: [...incidents.values()], cards, notes: [...notes, ...told] };
}

function changeOf(card: Card, heard: readonly Incident[], untold: readonly Incident[], now: number): Told {
  if (heard.length === 0) return { change: 'muted' };
  if (card.last === null)
    return { change: 'opened', loud: heard.some(({ severity }) => severity !== 'info') };
  return { change: 'unmuted', reply: untold.length === 0 ? null : sayUnmuted(untold, now) };
}
