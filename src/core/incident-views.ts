import type { IncidentRecord } from './alerts.ts';
import type { Incident, Silence } from './incident.ts';

/** An incident as the command line, `/v1/incidents` and the chats show it (contract, section 7). */
export interface IncidentView {
  readonly id: string;
  readonly fingerprint: string;
  readonly state: Incident['state'];
  readonly severity: Incident['severity'];
  readonly title: string;
  readonly startedAt: string;
  readonly resolvedAt: string | null;
  /** Failing ones. */
  readonly observations: number;
  readonly acknowledgedBy: string | null;
  readonly cause: string | null;
  /** Messages that told of it; edits are none. */
  readonly notifications: number;
  readonly acknowledgedAt: string | null;
  readonly mutedUntil: string | null;
  readonly mutedBy: string | null;
  /** What `unmute` takes to end it; `null`: it is not muted, or by maintenance, which ends by itself. */
  readonly mutedTarget: string | null;
  readonly lastSeenAt: string;
  readonly next: string | null;
  readonly evidence: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The incident that gave its card the id; with the same one, they share a card. */
  readonly card: string;
  readonly traceId: string;
}

export function incidentView(incident: Incident): IncidentView {
  const { acknowledged, muted } = incident;
  return {
    id: incident.id,
    fingerprint: incident.fingerprint,
    state: incident.state,
    severity: incident.severity,
    title: incident.title,
    startedAt: iso(incident.startedAt),
    resolvedAt: isoOrNull(incident.resolvedAt),
    observations: incident.observations,
    acknowledgedBy: acknowledged?.by ?? null,
    cause: incident.cause,
    notifications: incident.notifications,
    acknowledgedAt: isoOrNull(acknowledged?.at ?? null),
    mutedUntil: isoOrNull(muted?.until ?? null),
    mutedBy: muted?.by ?? null,
    mutedTarget: muted?.target ?? null,
    lastSeenAt: iso(incident.lastSeenAt),
    next: incident.next,
    evidence: incident.evidence,
    labels: incident.labels,
    card: incident.card,
    traceId: incident.traceId,
  };
}

/** One incident whole: its history, what else stands on its card, and where that went. */
export interface IncidentDetail extends IncidentView {
  readonly onCard: readonly IncidentView[];
  readonly history: readonly {
    readonly at: string;
    readonly lastAt: string;
    readonly count: number;
    readonly step: string;
    readonly reason: string;
    readonly detail: string;
  }[];
  readonly messages: readonly {
    readonly at: string;
    readonly change: string;
    readonly channel: string;
    readonly state: string;
    readonly messageId: string | null;
  }[];
}

export function incidentDetail({ incident, onCard, notes, deliveries }: IncidentRecord): IncidentDetail {
  return {
    ...incidentView(incident),
    onCard: onCard.map(incidentView),
    history: notes.map(({ at, lastAt, count, step, reason, detail }) => ({
      at: iso(at),
      lastAt: iso(lastAt),
      count,
      step,
      reason,
      detail,
    })),
    messages: deliveries.map(({ at, change, delivery: { channel, state, messageId } }) => ({
      at: iso(at),
      change,
      channel,
      state,
      messageId,
    })),
  };
}

export interface SilenceView {
  readonly target: string;
  readonly until: string;
  readonly by: string;
  readonly reason: string | null;
}

export function silenceView({ target, until, by, reason }: Silence): SilenceView {
  return { target, until: iso(until), by, reason };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
