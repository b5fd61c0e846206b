import type { OWN_SOURCES, Severity } from './event.ts';
import type { IncidentId, TraceId } from './ids.ts';

export type OwnSource = (typeof OWN_SOURCES)[number];

/** Who or what a thing is about: `host`, `provider`, `upstream`, `channel`, `source`… Values may be untrusted text. */
export type Labels = Readonly<Record<string, string>>;

/** `n` of the last `of` observations. */
export interface Threshold {
  readonly n: number;
  readonly of: number;
}

/** When observations of a thing become an incident, and when it is over. */
export interface ObservationPolicy {
  /** So many failing ones open an incident. */
  readonly fire: Threshold;
  /** So many good ones end it. */
  readonly resolve: Threshold;
  /** No failing one for so long ends it, too: for what is only ever seen failing. `null`: it does not end by itself. */
  readonly quietMs: number | null;
  /** `when-over`: nobody is told before it has ended, because nobody could be reached meanwhile. */
  readonly tell: 'at-once' | 'when-over';
}

/** What somebody saw of a thing that should be well. All texts may hold a stranger's words. */
export interface Observation {
  /** Names the thing; the same thing has the same one for ever: `channel:ops`, `canary:pong`. At most 200 characters. */
  readonly fingerprint: string;
  readonly source: OwnSource;
  readonly ok: boolean;
  /** How bad it is where it is not ok. */
  readonly severity: Severity;
  /** What is wrong, in a line; of a good one, that it is over (`ops is back`). */
  readonly title: string;
  /** What was seen, a few lines at most; may be empty. */
  readonly evidence: string;
  /** When it began, where its reporter knows better than the moment it is reported; epoch milliseconds. */
  readonly since?: number;
  /** The likely cause, in a line. `null`: not known. */
  readonly cause: string | null;
  /** What to do next, in a line. `null`: nothing, or not known. */
  readonly next: string | null;
  readonly labels: Labels;
  /** True where it was seen over our own connection: while that is down, it says nothing about the thing. */
  readonly remote: boolean;
  /** What `/run NAME` takes to look again. `null`: it can't be looked at again at will. */
  readonly rerun: string | null;
  /** Channels that must not hear of it (what concerns a channel never goes to that channel). */
  readonly except: readonly string[];
  /** The only channels that hear of it. Absent: as the routes say. */
  readonly to?: readonly string[];
  readonly policy: ObservationPolicy;
}

export const INCIDENT_STATES = ['firing', 'acknowledged', 'muted', 'resolved'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** Somebody did something about it. */
export interface Deed {
  /** An operator's name. */
  readonly by: string;
  readonly at: number;
}

export interface Mute {
  readonly until: number;
  /** An operator's name, or `maintenance NAME`. */
  readonly by: string;
  readonly reason: string | null;
  /** What `/unmute` takes to end it; `null`: it is maintenance, which ends by itself. */
  readonly target: string | null;
}

/** One thing that is not well, or was. */
export interface Incident {
  readonly id: IncidentId;
  readonly fingerprint: string;
  readonly source: OwnSource;
  readonly traceId: TraceId;
  /** The card it stands on: the id of the first incident there. */
  readonly card: IncidentId;
  readonly state: IncidentState;
  /** The worst so far. */
  readonly severity: Severity;
  readonly title: string;
  readonly evidence: string;
  readonly cause: string | null;
  readonly next: string | null;
  readonly labels: Labels;
  readonly rerun: string | null;
  readonly except: readonly string[];
  /** `null`: as the routes say. */
  readonly to: readonly string[] | null;
  readonly policy: ObservationPolicy;
  readonly startedAt: number;
  readonly resolvedAt: number | null;
  /** What was said of its end (`ops is back after 3 h`), and from the second line on what was seen then. `null`: nothing. */
  readonly ending: string | null;
  /** When it was last seen failing; while our own connection is down, what fails then counts as well. */
  readonly lastSeenAt: number;
  /** Failing observations. */
  readonly observations: number;
  /** How often it came back soon after it was over. */
  readonly comebacks: number;
  readonly acknowledged: Deed | null;
  readonly muted: Mute | null;
  /** How often people were told of it: messages that stand in a chat for themselves, not edits. */
  readonly notifications: number;
}

/** What a change of a card says to people besides the card itself: a reply under it. */
export interface CardReply {
  readonly title: string;
  readonly body: string;
  /** Makes no sound. */
  readonly silent: boolean;
}

export const CARD_CHANGES = [
  'opened',
  'joined',
  'worse',
  'came-back',
  'still',
  'escalated',
  'acknowledged',
  'muted',
  'unmuted',
  'seen-again',
  'eased',
  'resolved',
] as const;
export type CardChange = (typeof CARD_CHANGES)[number];

/** The newest change of a card, to be accepted as an event; the same again after a crash. */
export interface Announcement {
  /** Rises by one with each change of the card. */
  readonly version: number;
  readonly at: number;
  readonly change: CardChange;
  /** Makes a sound where the card itself is new in a chat. */
  readonly loud: boolean;
  readonly reply: CardReply | null;
  /** Channels that get it besides those that the routes say (escalation). */
  readonly also: readonly string[];
}

/** One message in each chat, for one or more incidents of the same probable cause. */
export interface Card {
  /** The id of its first incident. */
  readonly id: IncidentId;
  /** What its incidents have in common: `host=pi.local`, or a fingerprint. */
  readonly cause: string;
  /** When the present trouble began: it was opened, or something failed again after all was over. */
  readonly openedAt: number;
  /** `null`: some incident of it is not over. */
  readonly resolvedAt: number | null;
  /** The worst that people were told of. */
  readonly severity: Severity;
  /** Since when reminders and escalation count: when it was opened, came back or was told at last. */
  readonly tellingSince: number;
  /** Reminders sent since then. */
  readonly reminders: number;
  /** Since when nobody has taken it on, and the rules (as text) that were carried out since then. */
  readonly escalation: { readonly since: number; readonly done: readonly string[] };
  /** `null`: nobody was told yet (it is muted). */
  readonly last: Announcement | null;
}

/** A mute that somebody asked for. Ends by itself. */
export interface Silence {
  /** An incident's id, a fingerprint, a pattern of one with `*`, `label=value`, or a name in any of them. */
  readonly target: string;
  readonly until: number;
  readonly by: string;
  readonly at: number;
  readonly reason: string | null;
}

/** One line of an incident's history; the same again adds to `count`. */
export interface Note {
  readonly incident: IncidentId;
  readonly at: number;
  readonly lastAt: number;
  readonly count: number;
  /** A change of its card, `observed`, or `suppressed`. */
  readonly step: string;
  /** Of a closed union where the program decided; else an operator's doing. */
  readonly reason: string;
  readonly detail: string;
}

/** Failing observations that were not judged, because our own connection was down. */
export interface Deferred {
  readonly fingerprint: string;
  readonly title: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Who asks for something. */
export interface Actor {
  /** An operator's name; on the command line the name of the machine's user. */
  readonly name: string;
  readonly via: 'telegram' | 'discord' | 'command line';
}

/** As whom a window of maintenance mutes. */
export function byWindow(name: string): string {
  return `maintenance ${name}`;
}
