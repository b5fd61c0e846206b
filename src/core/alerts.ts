/** What other rooms ask of `alerts`, what `alerts` asks of the store, and what dispatch asks of both. */
import type { Severity } from './event.ts';
import type { EventId, IncidentId } from './ids.ts';
import type {
  Actor,
  Announcement,
  Card,
  Deferred,
  Incident,
  IncidentState,
  Mute,
  Note,
  Observation,
  Silence,
} from './incident.ts';
import type { Button, Message, MessageRef } from './message.ts';
import type { DeliveryRecord } from './delivery.ts';
import type { CanaryRunView } from './probe-views.ts';

// ---- for who sees something, or wants something done ---------------------------------------------------------

/** What became of an observation. `reason` is of the closed union of `alerts/decide`. */
export interface Observed {
  readonly action: 'open' | 'come-back' | 'worsen' | 'note' | 'resolve' | 'defer' | 'none' | 'lost';
  readonly reason: string;
  readonly incident: IncidentId | null;
}

/** Resolves when it is judged and durable; never rejects: what can't be stored is logged and `lost`. */
export type Observe = (observation: Observation) => Promise<Observed>;

export type Acknowledged =
  /** `also`: how many more stand on its card. */
  | { readonly outcome: 'acknowledged'; readonly incident: Incident; readonly also: number }
  | { readonly outcome: 'already'; readonly incident: Incident }
  | { readonly outcome: 'over'; readonly incident: Incident }
  | { readonly outcome: 'unknown' | 'unavailable' };

export type Muted =
  | {
      readonly outcome: 'muted';
      readonly silence: Silence;
      /** Open incidents that it covers now, whatever else mutes them. */
      readonly covers: readonly Incident[];
    }
  /** It is muted for longer already: nothing was changed, so that a late press shortens no mute. */
  | { readonly outcome: 'already-muted'; readonly incident: Incident; readonly mute: Mute }
  | { readonly outcome: 'over'; readonly incident: Incident }
  /** `mostMs`: the longest that is taken. */
  | { readonly outcome: 'too-long'; readonly mostMs: number }
  | { readonly outcome: 'bad-target' | 'too-many' | 'unknown' | 'unavailable' };

export type Unmuted =
  /** `still`: incidents it covered that something else mutes, too. */
  | { readonly outcome: 'unmuted'; readonly silence: Silence; readonly still: readonly Incident[] }
  /** There is no such mute. `targets`: what is muted; `muted`: the named incident, where something else mutes it. */
  | { readonly outcome: 'none'; readonly targets: readonly string[]; readonly muted: Incident | null }
  | { readonly outcome: 'unavailable' };

/** What people can do about incidents. None of them rejects. */
export interface IncidentActions {
  /** `id` is any incident's; the whole card is acknowledged. */
  acknowledge(id: string, by: Actor): Promise<Acknowledged>;
  /** An incident's id mutes its card; any other target holds back what comes, too. Either lasts until its time. */
  mute(target: string, forMs: number, reason: string | null, by: Actor): Promise<Muted>;
  unmute(target: string, by: Actor): Promise<Unmuted>;
}

/**
 * Looks again at what an incident is about. `progress` hears what is being done, a line each time. `run`: what a probe's
 * run showed.
 */
export type Rerun = (
  name: string,
  progress?: (line: string) => void,
) => Promise<
  | {
      readonly outcome: 'ok' | 'failing' | 'unmeasured';
      readonly detail: string;
      readonly run?: CanaryRunView;
    }
  | { readonly outcome: 'unknown'; readonly names: readonly string[] }
>;

// ---- for dispatch ----------------------------------------------------------------------------------------------

export type CardStatus = IncidentState;

/** A card as it is now, for a channel to show. */
export interface ShownCard {
  readonly message: Message;
  readonly severity: Severity;
  /** `null`: it is no incident's. */
  readonly status: CardStatus | null;
  readonly buttons: readonly Button[];
}

/** The card as it is at this moment; `null`: it is no longer kept. */
export type ShowCard = (id: IncidentId) => Promise<ShownCard | null>;

/** Where a card stands in a channel, written with the delivery that put it there. */
export interface CardPlace {
  readonly card: IncidentId;
  readonly ref: MessageRef;
  /** The newest change that it shows there now. Absent: it does not show those that were to be shown. */
  readonly shows?: EventId;
}

/** A card whose message in a channel does not show its newest change, and that nothing waits to bring up to date. */
export interface StaleCard {
  readonly card: IncidentId;
  readonly event: EventId;
  readonly severity: Severity;
  /** True where the channel has refused to show it. */
  readonly refused: boolean;
}

export interface CardStore {
  /** Where these cards stand in the channel; those that stand nowhere there are left out. */
  cardPlaces(channel: string, cards: readonly IncidentId[]): Promise<ReadonlyMap<IncidentId, MessageRef>>;
  /** Every channel that has ever got a delivery of the card, whether or not that has been sent yet. */
  cardChannels(card: IncidentId): Promise<readonly string[]>;
  /**
   * Cards whose message in the channel is out of date, at most `limit`. What the channel refused after `refusedBefore`
   * (epoch milliseconds), or twice, is not among them.
   */
  staleCards(channel: string, refusedBefore: number, limit: number): Promise<readonly StaleCard[]>;
}

// ---- storage ---------------------------------------------------------------------------------------------------

/** Results of the newest observations of a thing, oldest first; true is a good one. */
export interface Watched {
  readonly fingerprint: string;
  readonly recent: readonly boolean[];
  readonly at: number;
}

/** What `alerts` must know of the past; read once, at the start. */
export interface AlertsPast {
  /** Every incident that is not over, and those that ended within `endedSince`. */
  readonly incidents: readonly Incident[];
  /** The cards they stand on. */
  readonly cards: readonly Card[];
  /** The version of each card that was accepted last; 0: none was. */
  readonly announced: ReadonlyMap<IncidentId, number>;
  readonly watched: readonly Watched[];
  readonly silences: readonly Silence[];
  readonly deferred: readonly Deferred[];
}

/** One decision with all that follows from it, written at once. What is left out stays as it is. */
export interface AlertsStep {
  readonly incidents?: readonly Incident[];
  readonly cards?: readonly Card[];
  /** Added; one that says the same as the incident's newest note (step, reason, detail) adds to its count. */
  readonly notes?: readonly Note[];
  /** With an empty `recent` it is forgotten. */
  readonly watched?: readonly Watched[];
  /** By target: a newer one takes the older one's place. */
  readonly silences?: readonly Silence[];
  readonly unsilenced?: readonly string[];
  readonly deferred?: readonly Deferred[];
  /** Forgets every deferred observation. */
  readonly deferredOver?: boolean;
}

export interface AlertsStore {
  past(endedSince: number): Promise<AlertsPast>;
  keepAlerts(step: AlertsStep): Promise<void>;
  /** A card and its incidents, also one that was over long ago; `null`: not kept. */
  card(id: IncidentId): Promise<{ readonly card: Card; readonly incidents: readonly Incident[] } | null>;
}

/** An incident with its history, for people. */
export interface IncidentRecord {
  readonly incident: Incident;
  /** All incidents of its card, itself included, the oldest first. */
  readonly onCard: readonly Incident[];
  readonly notes: readonly Note[];
  /** Deliveries of its card's events, in order, with the event's time and change. */
  readonly deliveries: readonly {
    readonly at: number;
    readonly change: string;
    readonly delivery: DeliveryRecord;
  }[];
}

/** Reading incidents; needs no running program. */
export interface IncidentReader {
  /** Those that are not over first, then the newest. */
  incidents(filter: { readonly open: boolean; readonly limit: number }): Promise<readonly Incident[]>;
  /** `null`: no incident has this id. */
  incident(id: string): Promise<IncidentRecord | null>;
  silences(): Promise<readonly Silence[]>;
}

/** Under which key an announcement is accepted: the same again is a duplicate. */
export function announcementKey(card: IncidentId, { version }: Announcement): string {
  return `incident/${card}/${version}`;
}
