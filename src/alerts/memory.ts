import type { AlertsPast, AlertsStep, Watched } from '../core/alerts.ts';
import { MINUTE_MS } from '../core/duration.ts';
import type { IncidentId } from '../core/ids.ts';
import type { Card, Deferred, Incident, Observation, Silence } from '../core/incident.ts';
import { COME_BACK_MS } from './decide.ts';

/** Incidents that may be open at once; what comes beyond is logged and lost. */
export const MOST_INCIDENTS = 1_000;
const MOST_WATCHED = 10_000;
export const MOST_SILENCES = 500;
export const MOST_DEFERRED = 1_000;
/** What is over is looked for so often. */
const FORGET_MS = MINUTE_MS;

/** What was not judged while our own connection was down, with its newest observation, where this process saw it. */
export interface HeldBack {
  readonly deferred: Deferred;
  readonly newest: Observation | null;
}

/** What is open and what ended just now: as the store has it, and what the decisions look at. */
export interface Memory {
  /** The newest incident of a fingerprint. */
  readonly incidents: Map<string, Incident>;
  /** The same and older ones, by their card. */
  readonly byCard: Map<IncidentId, Map<IncidentId, Incident>>;
  readonly cards: Map<IncidentId, Card>;
  readonly watched: Map<string, Watched>;
  readonly silences: Map<string, Silence>;
  readonly deferred: Map<string, HeldBack>;
  /** Cards whose newest change has not been accepted yet. */
  readonly unannounced: Set<IncidentId>;
  forgottenAt: number;
}

export function memoryOf(past: AlertsPast): Memory {
  const memory: Memory = {
    incidents: new Map(),
    byCard: new Map(),
    cards: new Map(past.cards.map((card) => [card.id, card])),
    watched: new Map(past.watched.map((each) => [each.fingerprint, each])),
    silences: new Map(past.silences.map((silence) => [silence.target, silence])),
    deferred: new Map(past.deferred.map((each) => [each.fingerprint, { deferred: each, newest: null }])),
    unannounced: new Set(past.cards.filter((card) => isUntold(card, past.announced)).map(({ id }) => id)),
    forgottenAt: 0,
  };
  for (const incident of past.incidents.toSorted(openLast)) hold(memory, incident);
  return memory;
}

/** Of several of one fingerprint the open one counts, else the newest: ids rise, whatever a clock did. */
function openLast(a: Incident, b: Incident): number {
  const open = Number(a.resolvedAt === null) - Number(b.resolvedAt === null);
  return open !== 0 ? open : a.id < b.id ? -1 : 1;
}

/** What a process that died had written of a card and not told. */
function isUntold({ id, last }: Card, announced: AlertsPast['announced']): boolean {
  return last !== null && last.version > (announced.get(id) ?? 0);
}

/** Takes in what was written, and now and then lets go of what nothing will ask for any more. */
export function takeIn(memory: Memory, step: AlertsStep, now: number): void {
  for (const incident of step.incidents ?? []) hold(memory, incident);
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
  takeInDeferred(memory, step);
  // What was not seen for longest goes first: the map is in that order.
  for (const fingerprint of memory.watched.keys()) {
    if (memory.watched.size <= MOST_WATCHED) break;
    memory.watched.delete(fingerprint);
  }
  if (now - memory.forgottenAt >= FORGET_MS || now < memory.forgottenAt) forget(memory, now);
}

function takeInDeferred(memory: Memory, { deferred = [], deferredOver }: AlertsStep): void {
  const before = new Map(memory.deferred);
  if (deferredOver === true) memory.deferred.clear();
  for (const each of deferred) {
    memory.deferred.set(each.fingerprint, {
      deferred: each,
      newest: before.get(each.fingerprint)?.newest ?? null,
    });
  }
}

/** Takes in one incident as it is now. */
export function hold(memory: Memory, incident: Incident): void {
  memory.incidents.set(incident.fingerprint, incident);
  const onThis = memory.byCard.get(incident.card) ?? new Map<IncidentId, Incident>();
  memory.byCard.set(incident.card, onThis.set(incident.id, incident));
}

function forget(memory: Memory, now: number): void {
  memory.forgottenAt = now;
  const isOld = (resolvedAt: number | null): boolean =>
    resolvedAt !== null && now - resolvedAt >= COME_BACK_MS;
  for (const [fingerprint, { resolvedAt }] of memory.incidents) {
    if (isOld(resolvedAt)) memory.incidents.delete(fingerprint);
  }
  for (const [id, { resolvedAt }] of memory.cards) {
    if (!isOld(resolvedAt) || memory.unannounced.has(id)) continue;
    memory.cards.delete(id);
    memory.byCard.delete(id);
  }
  for (const [id, incidents] of memory.byCard) forgetOnCard(memory.cards.get(id), incidents, isOld);
}

/** What ended in an earlier trouble of a card that lives on. */
function forgetOnCard(
  card: Card | undefined,
  incidents: Map<IncidentId, Incident>,
  isOld: (resolvedAt: number | null) => boolean,
): void {
  for (const [id, { resolvedAt }] of incidents) {
    if (isOld(resolvedAt) && (resolvedAt ?? 0) < (card?.openedAt ?? 0)) incidents.delete(id);
  }
}

/** Incidents of a card that are kept in mind, the oldest first. */
export function onCard(memory: Memory, card: IncidentId): readonly Incident[] {
  return [...(memory.byCard.get(card)?.values() ?? [])].toSorted((a, b) => a.startedAt - b.startedAt);
}

export function openIncidents(memory: Memory): readonly Incident[] {
  return [...memory.incidents.values()].filter(({ resolvedAt }) => resolvedAt === null);
}
