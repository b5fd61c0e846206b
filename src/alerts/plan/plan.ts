import type { AlertsStep } from '../../core/alerts.ts';
import type { IncidentId, TraceId } from '../../core/ids.ts';
import type { Announcement, Card, CardChange, CardReply, Incident, Note } from '../../core/incident.ts';
import { worst } from '../decide.ts';
import type { Memory } from '../memory.ts';
import { muteOf, type InMaintenance } from '../silence.ts';

/** What a decision comes to: what is written, and what its asker hears. Nothing has happened yet. */
export interface Plan<Result> {
  readonly step: AlertsStep;
  readonly result: Result;
}

/** What decisions need besides memory and time. */
export interface PlanContext {
  readonly inMaintenance: InMaintenance;
  readonly newIncidentId: () => IncidentId;
  readonly newTraceId: () => TraceId;
}

export interface Told {
  readonly change: CardChange;
  readonly loud?: boolean;
  readonly reply?: CardReply | null;
  readonly also?: readonly string[];
}

/**
 * The card after a change of its incidents, with the announcement of it. `incidents` are all of the card, as they
 * are after the change. What was not accepted yet keeps its reply and its sound, where the newer change has none.
 */
export function changeCard(
  card: Card,
  incidents: readonly Incident[],
  { change, loud = false, reply = null, also = [] }: Told,
  now: number,
  memory: Pick<Memory, 'unannounced'>,
): Card {
  const { last } = card;
  const kept = last !== null && memory.unannounced.has(card.id) ? last : null;
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  return {
    ...settleCard(card, incidents, now),
    severity: open.length === 0 ? card.severity : worst(open.map(({ severity }) => severity)),
    last: {
      version: (last?.version ?? 0) + 1,
      at: now,
      change,
      loud: loud || kept?.loud === true,
      reply: withKept(reply, keptReply(kept, change)),
      also: [...new Set([...also, ...(kept?.also ?? [])])],
    },
  };
}

/** What was to be said and is still true: of an end only where this is one, and of trouble only while it goes on. */
function keptReply(kept: Announcement | null, change: CardChange): CardReply | null {
  return kept !== null && (kept.change === 'resolved') === (change === 'resolved') ? kept.reply : null;
}

/** The newer reply, with the sound of the older one. */
function withKept(reply: CardReply | null, kept: CardReply | null): CardReply | null {
  if (reply === null || kept === null) return reply ?? kept;
  return { ...reply, silent: reply.silent && kept.silent };
}

/** The card after a change that nobody is told of. */
export function settleCard(card: Card, incidents: readonly Incident[], now: number): Card {
  const over = incidents.every(({ resolvedAt }) => resolvedAt !== null);
  return { ...card, resolvedAt: over ? (card.resolvedAt ?? now) : null };
}

/** The incidents of a card with these in the places of what they were. */
export function withChanged(before: readonly Incident[], changed: readonly Incident[]): readonly Incident[] {
  const byId = new Map(before.map((incident) => [incident.id, incident]));
  for (const incident of changed) byId.set(incident.id, incident);
  return [...byId.values()].toSorted((a, b) => a.startedAt - b.startedAt);
}

/** The incident with its state as its other fields say. */
export function inState(incident: Omit<Incident, 'state'>): Incident {
  const { resolvedAt, muted, acknowledged } = incident;
  if (resolvedAt !== null) return { ...incident, state: 'resolved' };
  if (muted !== null) return { ...incident, state: 'muted' };
  return { ...incident, state: acknowledged === null ? 'firing' : 'acknowledged' };
}

/** The incident with the mute that covers it now, maintenance that has begun meanwhile included. */
export function muteAnew(incident: Incident, memory: Memory, now: number, context: PlanContext): Incident {
  const muted = muteOf(incident, memory.silences.values(), context.inMaintenance, now);
  return inState({ ...incident, muted });
}

export function note(incident: IncidentId, at: number, step: string, reason: string, detail = ''): Note {
  return { incident, at, lastAt: at, count: 1, step, reason, detail };
}

/** Counts a message that told of it. */
export function counted(incident: Incident): Incident {
  return { ...incident, notifications: incident.notifications + 1 };
}
