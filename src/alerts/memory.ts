import type { AlertsPast, AlertsStep, Watched } from '../core/alerts.ts';
import type { IncidentId } from '../core/ids.ts';
import type { Card, Deferred, Incident, Silence } from '../core/incident.ts';
import { COME_BACK_MS } from './decide.ts';

/** Incidents that are kept in mind at once; what comes beyond is logged and lost. */
export const MOST_INCIDENTS = 1_000;
const MOST_WATCHED = 10_000;
export const MOST_SILENCES = 500;
export const MOST_DEFERRED = 1_000;

/** What is open and what ended just now: as the store has it, and what the decisions look at. */
export interface Memory {
  /** The newest incident of a fingerprint. */
  readonly incidents: Map<string, Incident>;
  readonly cards: Map<IncidentId, Card>;
  readonly watched: Map<string, Watched>;
  readonly silences: Map<string, Silence>;
  readonly deferred: Map<string, Deferred>;
  /** Cards whose newest change has not been accepted yet. */
  readonly unannounced: Set<IncidentId>;
}

export function memoryOf(past: AlertsPast): Memory {
  const memory: Memory = {
    incidents: new Map(),
    cards: new Map(past.cards.map((card) => [card.id, card])),
    watched: new Map(past.watched.map((each) => [each.fingerprint, each])),
    silences: new Map(past.silences.map((silence) => [silence.target, silence])),
    deferred: new Map(past.deferred.map((each) => [each.fingerprint, each])),
    unannounced: new Set(past.cards.filter(({ last }) => last !== null).map(({ id }) => id)),
  };
  for (const incident of past.incidents.toSorted((a, b) => a.startedAt - b.startedAt)) {
    memory.incidents.set(incident.fingerprint, incident);
  }
  return memory;
}

/** Takes in what was written, and lets go of what nothing will ask for any more. */
export function takeIn(memory: Memory, step: AlertsStep, now: number): void {
  for (const incident of step.incidents ?? []) memory.incidents.set(incident.fingerprint, incident);
  for (const card of step.cards ?? []) {
    if (card.last !== null && card.last.version !== memory.cards.get(card.id)?.last?.version) {
      memory.unannounced.add(card.id);
    }
    memory.cards.set(card.id, card);
  }
  for (const each of step.watched ?? []) {
    memory.watched.delete(each.fingerprint);
    if (each.recent.length > 0) memory.watched.set(each.fingerprint, each);
  }
  for (const silence of step.silences ?? []) memory.silences.set(silence.target, silence);
  for (const target of step.unsilenced ?? []) memory.silences.delete(target);
  if (step.deferredOver === true) memory.deferred.clear();
  for (const each of step.deferred ?? []) memory.deferred.set(each.fingerprint, each);
  forget(memory, now);
}

function forget(memory: Memory, now: number): void {
  for (const [fingerprint, { resolvedAt, card }] of memory.incidents) {
    const old = resolvedAt !== null && now - resolvedAt >= COME_BACK_MS;
    if (old && !memory.unannounced.has(card)) memory.incidents.delete(fingerprint);
  }
  for (const [id, { resolvedAt }] of memory.cards) {
    if (resolvedAt !== null && now - resolvedAt >= COME_BACK_MS && !memory.unannounced.has(id)) {
      memory.cards.delete(id);
    }
  }
  for (const [target, { until }] of memory.silences) if (until <= now) memory.silences.delete(target);
  // The map is in the order of the newest observation: what was not seen for longest goes first.
  for (const fingerprint of memory.watched.keys()) {
    if (memory.watched.size <= MOST_WATCHED) break;
    memory.watched.delete(fingerprint);
  }
}

/** Incidents of a card that are kept in mind, the oldest first. */
export function onCard(memory: Memory, card: IncidentId): readonly Incident[] {
  return [...memory.incidents.values()]
    .filter((incident) => incident.card === card)
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

export function openIncidents(memory: Memory): readonly Incident[] {
  return [...memory.incidents.values()].filter(({ resolvedAt }) => resolvedAt === null);
}
