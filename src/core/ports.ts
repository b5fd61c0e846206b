/** Every interface that crosses rooms. Each method is one whole atomic operation, sized by who calls it. */
import type { DeliveryRecord } from './delivery.ts';
import type { CardPlace, CardStore, IncidentRecord } from './alerts.ts';
import type { ChatCommands } from './chat.ts';
import type { Event, Severity } from './event.ts';
import type { DeliverySeq, EventId, IncidentId, TraceId } from './ids.ts';
import type { Json } from './json.ts';
import type { Message, MessageRef, Outgoing, SendContext } from './message.ts';
import type { FarEndReason } from './far-end.ts';

export { DELIVERY_STATES, type DeliveryRecord, type DeliveryState } from './delivery.ts';

// ---- the chat side -------------------------------------------------------------------------------------------

/** One chat (or topic, or terminal) that messages go to. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  /** What one message may hold; the dispatcher splits lists by it. Lengths in UTF-16 units. */
  readonly limits: { readonly listLength: number; readonly listEntryLength: number };
  /** False where a message that stands can't be changed: then a card is printed again when it matters, and only then. */
  readonly editable: boolean;
  /** Resolves when the platform has the message. Throws `FarEndError`, or anything else for trouble on the way. */
  send(outgoing: Outgoing, context: SendContext): Promise<MessageRef>;
  /** Keeps a message of ours at the top of the chat, without a sound. Throws like `send`. */
  pin?(ref: MessageRef, signal: AbortSignal): Promise<void>;
  /** Begins to take commands, where the platform has any. Returns at once; trouble is told through `report`. */
  listen?(commands: ChatCommands): void;
  /** Lets go of connections. Called once, after the last send. */
  close(): Promise<void>;
}

// ---- the public listener's side --------------------------------------------------------------------------------

/** How a request was verified; kept with the event for its trace. */
export interface Verification {
  readonly scheme: string;
  /** Index of the secret that fitted. */
  readonly secret: number;
  /** When the sender signed it, epoch milliseconds; `null` where the scheme signs no time. */
  readonly signedAt: number | null;
  readonly ip: string;
}

/** A trusted happening on its way in. */
export interface Incoming {
  readonly id: EventId;
  readonly source: string;
  readonly type: string;
  readonly subject: string | null;
  readonly severity: Severity;
  readonly traceId: TraceId;
  readonly deliveryId: string | null;
  readonly data: Json;
  /** JSON that says the same as `data`, where there is one already: it need not be made to be stored. */
  readonly dataText?: string | undefined;
  /** What makes a repeat a repeat (already scoped to the source), and how long it does; `null`: nothing does. */
  readonly dedup: { readonly key: Uint8Array; readonly keepMs: number } | null;
  readonly verification: Verification | null;
  /** Channels that must not get it (what concerns a channel never goes to that channel). */
  readonly except?: readonly string[];
  /** The only channels it goes to, whatever the routes say; `also` and those that have the card already are added. */
  readonly only?: readonly string[];
  /** Channels that get it besides those that the routes say. */
  readonly also?: readonly string[];
  /** The card that it changes: the channels show that instead of the event. */
  readonly card?: IncidentId;
}

export type Accepted =
  /** `routes`: what it goes by, and to which channel, each as `ROUTE>CHANNEL`. */
  | { readonly outcome: 'accepted'; readonly id: EventId; readonly routes: readonly string[] }
  | { readonly outcome: 'duplicate'; readonly id: EventId }
  | { readonly outcome: 'unavailable'; readonly reason: 'commit-failed' | 'queue-full' | 'stopping' };

/** Resolves only when the event and its deliveries are durable, or says why they are not. Never throws. */
export type Accept = (incoming: Incoming) => Promise<Accepted>;

// ---- routes ------------------------------------------------------------------------------------------------------

/** One channel an event goes to, as the first matching route says. */
export interface RoutedDelivery {
  readonly channel: string;
  readonly route: string;
  readonly severity: Severity;
}

export interface RouteDecision {
  readonly deliveries: readonly RoutedDelivery[];
  /** Routes whose condition threw on this event: non-matches that are logged and counted. */
  readonly broken: readonly { readonly route: string; readonly error: string }[];
}

export type DecideRoutes = (event: Event) => RouteDecision;

/** The message for an event under a route: its template, else the built-in one for the sender. Never throws. */
export type RenderMessage = (event: Event, route: string) => Message;

// ---- storage -----------------------------------------------------------------------------------------------------

/** An event to be made durable with its deliveries; `claim` is the delivery to commit as already claimed. */
export interface NewEvent {
  readonly event: Event;
  /** JSON that says the same as the event's data, where there is one already. */
  readonly dataText?: string | undefined;
  readonly verification: Verification | null;
  readonly dedup: { readonly key: Uint8Array; readonly expiresAt: number } | null;
  readonly deliveries: readonly NewDelivery[];
  /** The card that it changes, also where no channel gets it now, and the channels that it must not be shown in. */
  readonly card?: { readonly id: IncidentId; readonly except: readonly string[] };
}

export interface NewDelivery {
  readonly channel: string;
  readonly route: string;
  readonly severity: Severity;
  readonly card: IncidentId | null;
  /** Set where the channel is idle and the first try follows the commit at once. */
  readonly claim: Claim | null;
}

/** A try written down before it is made. */
export interface Claim {
  readonly at: number;
  readonly leaseUntil: number;
}

export type StoredEvent =
  | { readonly outcome: 'stored'; readonly id: EventId; readonly deliveries: readonly DeliverySeq[] }
  | { readonly outcome: 'duplicate'; readonly id: EventId };

/** A delivery that waits to be sent, or was being sent when the process died. */
export interface QueuedDelivery {
  readonly seq: DeliverySeq;
  readonly eventId: EventId;
  readonly route: string;
  readonly severity: Severity;
  /** The card that it brings up to date; `null`: it is a message of its own. */
  readonly card: IncidentId | null;
  readonly state: 'waiting' | 'sending';
  /** Tries before the coming one. */
  readonly attempts: number;
}

export type DeliveryResult =
  | { readonly outcome: 'delivered'; readonly at: number; readonly ref: MessageRef }
  | { readonly outcome: 'retry'; readonly at: number; readonly reason: FarEndReason; readonly detail: string }
  | { readonly outcome: 'dead'; readonly at: number; readonly reason: DeadReason; readonly detail: string };

export type DeadReason = FarEndReason | 'channel-failed-too-long' | 'event-gone';

/** How a channel is doing; durable, so that a restart does not forget a hint or an outage. */
export interface ChannelHealth {
  /** Failures in a row. */
  readonly failures: number;
  /** Since when it fails, as it is told to people. */
  readonly downSince: number | null;
  /** Since when what waits has been failing; starts anew each time it is given up. */
  readonly failingSince: number | null;
  /** Nothing is tried before. */
  readonly holdUntil: number | null;
  /** How many deliveries were given up in this outage. */
  readonly givenUp: number;
  readonly lastError: string | null;
}

export const HEALTHY: ChannelHealth = {
  failures: 0,
  downSince: null,
  failingSince: null,
  holdUntil: null,
  givenUp: 0,
  lastError: null,
};

/** One step of the outbox, written at once: what came of the last try, what is tried next, how the channel is. */
export interface OutboxStep {
  readonly channel: string;
  readonly results: readonly { readonly seq: DeliverySeq; readonly result: DeliveryResult }[];
  readonly claims: readonly { readonly seq: DeliverySeq; readonly claim: Claim }[];
  /** Where cards stand now. */
  readonly cards: readonly CardPlace[];
  /** `null`: unchanged. */
  readonly health: ChannelHealth | null;
}

export interface DispatchStore extends CardStore {
  /** Makes events durable, all or none of the call, sharing one commit with whatever else waits. */
  accept(events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
  step(step: OutboxStep): Promise<void>;
  /** Waiting deliveries of a channel with `seq > after`, in order, at most `limit`. */
  waiting(channel: string, after: number, limit: number): Promise<readonly QueuedDelivery[]>;
  /** What a process that died was sending, in order. */
  interrupted(channel: string): Promise<readonly QueuedDelivery[]>;
  /** How many of a channel's deliveries wait, and how many are dead; what is being sent is neither. */
  counts(channel: string): Promise<{ readonly waiting: number; readonly dead: number }>;
  health(channel: string): Promise<ChannelHealth>;
  eventsById(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Event>>;
  /** Channels that an event was for when it was accepted. */
  channelsOf(id: EventId): Promise<readonly string[]>;
  /** Everything of a channel that waits becomes dead but changes of cards, and its health this; returns how many. */
  giveUp(channel: string, at: number, detail: string, health: ChannelHealth): Promise<number>;
  /** Adds deliveries to an event that is already stored (a replay). `null`: there is no such event. */
  redeliver(id: EventId, deliveries: readonly NewDelivery[]): Promise<readonly DeliverySeq[] | null>;
}

/** Says no more than that too much waits for the disk; the caller answers 503. */
export class QueueFullError extends Error {}

// ---- the trail ---------------------------------------------------------------------------------------------------

/** A request that did not become an event; kept (bounded) so that its id can be looked up. */
export interface RefusedRequest {
  readonly requestId: string;
  readonly at: number;
  readonly ip: string;
  /** The name in the path, whether or not there is such a source. */
  readonly source: string | null;
  /** True where there is no such source: a stranger's word, which must not become a row of the counts. */
  readonly unknownSource?: boolean;
  readonly status: number;
  /** A reason of the closed unions of `verify` and the listener. */
  readonly reason: string;
  readonly detail: string | null;
  readonly traceId: TraceId;
}

export interface EventRecord {
  readonly event: Event;
  readonly verification: Verification | null;
  /** The card that it changed, where a channel got that. */
  readonly card?: IncidentId;
  readonly deliveries: readonly DeliveryRecord[];
}

export type Found =
  | { readonly kind: 'event'; readonly record: EventRecord }
  | { readonly kind: 'incident'; readonly record: IncidentRecord }
  | { readonly kind: 'refused'; readonly request: RefusedRequest };

export interface SourceCounts {
  readonly name: string;
  readonly lastEventAt: number | null;
  readonly accepted: number;
  readonly refused: number;
}

/** Reading the trail; needs no running program. */
export interface TrailReader {
  /** Newest first. */
  events(filter: { readonly source: string | null; readonly limit: number }): Promise<readonly EventRecord[]>;
  /** By an event's id, an incident's, a request's or a sender's delivery id; `null`: unknown. */
  find(id: string): Promise<Found | null>;
  sourceCounts(): Promise<readonly SourceCounts[]>;
  counts(channel: string): Promise<{ readonly waiting: number; readonly dead: number }>;
  health(channel: string): Promise<ChannelHealth>;
}

export interface TrailStore extends TrailReader {
  /** Keeps refused requests (the newest so many) and counts them by source. */
  addRefused(requests: readonly RefusedRequest[]): Promise<void>;
  /** Deletes what is older than it must be kept, a bounded piece at a time; resolves with how many rows went. */
  prune(now: number): Promise<number>;
  /** The highest id that was handed out and is kept, an event's or an incident's; `null`: there is none. */
  newestId(): Promise<EventId | null>;
}

export type LogValue = string | number | boolean | null | readonly string[];

/** One JSON line a step. Values may be hostile text: the log escapes and redacts them. */
export interface Log {
  info(step: string, fields?: Readonly<Record<string, LogValue>>): void;
  warn(step: string, fields?: Readonly<Record<string, LogValue>>): void;
  error(step: string, fields?: Readonly<Record<string, LogValue>>): void;
}
