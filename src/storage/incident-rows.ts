import type { Selectable } from 'kysely';
import { integerOfIncident, keptIncidentId, keptTraceId } from '../core/ids.ts';
import { INCIDENT_STATES, type Card, type Incident, type Note, type OwnSource } from '../core/incident.ts';
import { OWN_SOURCES } from '../core/event.ts';
import { numberOrNull } from './read-outbox.ts';
import { severityOf } from './states.ts';
import {
  parseStored,
  StoredAnnouncement,
  StoredDeed,
  StoredLabels,
  StoredMute,
  StoredNames,
  StoredEscalation,
  StoredPolicy,
} from './stored-json.ts';
import type { CardsTable, IncidentNotesTable, IncidentsTable } from './tables.ts';

export function incidentRow(incident: Incident) {
  const { acknowledged, muted } = incident;
  return {
    id: integerOfIncident(incident.id),
    fingerprint: incident.fingerprint,
    source: incident.source,
    trace_id: incident.traceId,
    card: integerOfIncident(incident.card),
    state: incident.state,
    severity: incident.severity,
    title: incident.title,
    evidence: incident.evidence,
    cause: incident.cause,
    next: incident.next,
    labels: JSON.stringify(incident.labels),
    rerun: incident.rerun,
    except: JSON.stringify(incident.except),
    to: incident.to === null ? null : JSON.stringify(incident.to),
    policy: JSON.stringify(incident.policy),
    started_at: incident.startedAt,
    resolved_at: incident.resolvedAt,
    ending: incident.ending,
    last_seen_at: incident.lastSeenAt,
    observations: incident.observations,
    comebacks: incident.comebacks,
    acknowledged: acknowledged === null ? null : JSON.stringify(acknowledged),
    muted: muted === null ? null : JSON.stringify(muted),
    notifications: incident.notifications,
  };
}

/** Throws where the row is damaged, and says which. */
export function incidentOf(row: Selectable<IncidentsTable>): Incident {
  const id = keptIncidentId(row.id);
  const column = (name: string): string => `incident ${id}, ${name}`;
  return {
    id,
    fingerprint: row.fingerprint,
    source: sourceOf(row.source, column('source')),
    traceId: keptTraceId(row.trace_id),
    card: keptIncidentId(row.card),
    state: stateOf(row.state, column('state')),
    severity: severityOf(row.severity),
    title: row.title,
    evidence: row.evidence,
    cause: row.cause,
    next: row.next,
    labels: parseStored(StoredLabels, row.labels, column('labels')),
    rerun: row.rerun,
    except: parseStored(StoredNames, row.except, column('except')),
    to: typeof row.to === 'string' ? parseStored(StoredNames, row.to, column('to')) : null,
    policy: parseStored(StoredPolicy, row.policy, column('policy')),
    startedAt: Number(row.started_at),
    resolvedAt: numberOrNull(row.resolved_at),
    ending: row.ending,
    lastSeenAt: Number(row.last_seen_at),
    observations: Number(row.observations),
    comebacks: Number(row.comebacks),
    acknowledged:
      row.acknowledged === null ? null : parseStored(StoredDeed, row.acknowledged, column('acknowledged')),
    muted: row.muted === null ? null : parseStored(StoredMute, row.muted, column('muted')),
    notifications: Number(row.notifications),
  };
}

export function cardRow(card: Card) {
  return {
    id: integerOfIncident(card.id),
    cause: card.cause,
    opened_at: card.openedAt,
    resolved_at: card.resolvedAt,
    severity: card.severity,
    telling_since: card.tellingSince,
    reminders: card.reminders,
    escalation: JSON.stringify(card.escalation),
    last: card.last === null ? null : JSON.stringify(card.last),
  };
}

/** Throws where the row is damaged, and says which. */
export function cardOf(row: Selectable<CardsTable>): Card {
  const id = keptIncidentId(row.id);
  return {
    id,
    cause: row.cause,
    openedAt: Number(row.opened_at),
    resolvedAt: numberOrNull(row.resolved_at),
    severity: severityOf(row.severity),
    tellingSince: Number(row.telling_since),
    reminders: Number(row.reminders),
    escalation: parseStored(StoredEscalation, row.escalation, `card ${id}, escalation`),
    last: row.last === null ? null : parseStored(StoredAnnouncement, row.last, `card ${id}, last`),
  };
}

export function noteOf(row: Selectable<IncidentNotesTable>): Note {
  return {
    incident: keptIncidentId(row.incident),
    at: Number(row.at),
    lastAt: Number(row.last_at),
    count: Number(row.count),
    step: row.step,
    reason: row.reason,
    detail: row.detail,
  };
}

function sourceOf(stored: string, where: string): OwnSource {
  const source = OWN_SOURCES.find((known) => known === stored);
  if (source === undefined) throw new Error(`the database holds what can't be read: ${where}: ${stored}`);
  return source;
}

function stateOf(stored: string, where: string): Incident['state'] {
  const state = INCIDENT_STATES.find((known) => known === stored);
  if (state === undefined) throw new Error(`the database holds what can't be read: ${where}: ${stored}`);
  return state;
}
