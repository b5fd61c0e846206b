import type { ShowCard, ShownCard } from '../core/alerts.ts';
import { cardEventOf } from '../core/card-event.ts';
import type { Event, Severity } from '../core/event.ts';
import type { EventId, IncidentId } from '../core/ids.ts';
import type { Labels } from '../core/incident.ts';
import type { MessageRef } from '../core/message.ts';
import type { Channel, DispatchStore, QueuedDelivery, RenderMessage } from '../core/ports.ts';
import { SHOWN_AGAIN } from './besides-routes.ts';
import { composeCard } from './compose-card.ts';
import { composeList, composePost, type ComposeDeps, type Known } from './compose.ts';
import { nonceOf, type Send } from './send.ts';
import { cardWithoutSecrets, replyWithoutSecrets, type Redact } from './without-secrets.ts';

/** True where a message of this kind makes no sound in the channel at that time (quiet hours). */
export type Silent = (what: {
  readonly channel: string;
  readonly severity: Severity;
  /** Empty for what is no incident. */
  readonly labels: Labels;
  readonly now: number;
}) => boolean;

/** Where these cards stand in the channel. */
export type CardPlaces = (cards: readonly IncidentId[]) => Promise<ReadonlyMap<IncidentId, MessageRef>>;

/** What one try sends. */
export interface Prepared {
  readonly deliveries: readonly QueuedDelivery[];
  readonly events: ReadonlyMap<EventId, Event>;
  /** One after another. None: nothing is to be seen or heard, and the card stands where `card` says. */
  readonly sends: readonly Send[];
  /** The card that all of it is about; `null`: events, or a list. */
  readonly card: {
    readonly id: IncidentId;
    readonly place: MessageRef | null;
    /** The newest of its changes among these. */
    readonly newest: EventId;
  } | null;
}

export interface Preparation {
  /** `null` where nothing of the group can be sent. */
  readonly prepared: Prepared | null;
  /** What did not fit into the message: still waiting. */
  readonly rest: readonly QueuedDelivery[];
  /** Deliveries whose event is no longer kept. */
  readonly gone: readonly QueuedDelivery[];
}

export interface PrepareDeps {
  readonly channel: Channel;
  readonly store: Pick<DispatchStore, 'eventsById'>;
  readonly render: RenderMessage;
  readonly showCard: ShowCard;
  readonly silent: Silent;
  readonly redact: Redact;
}

/** Fetches what a group is about, as it is now, and composes what is sent, before anything is written or sent. */
export async function prepare(
  group: readonly QueuedDelivery[],
  events: ReadonlyMap<EventId, Event> | null,
  now: number,
  deps: PrepareDeps & { readonly places: CardPlaces },
): Promise<Preparation> {
  const kept = events ?? (await deps.store.eventsById(group.map(({ eventId }) => eventId)));
  const known = group.flatMap((delivery) => {
    const event = kept.get(delivery.eventId);
    return event === undefined ? [] : [{ delivery, event }];
  });
  const gone = group.filter(({ eventId }) => !kept.has(eventId));
  const last = known.at(-1);
  if (last === undefined) return { prepared: null, rest: [], gone };
  const deliveries = known.map(({ delivery }) => delivery);
  const whole = { deliveries, events: kept };
  const { channel, showCard, silent } = deps;
  const quiet: Quiet = (severity, labels) =>
    severity === 'info' || silent({ channel: channel.name, severity, labels, now });
  const composeDeps = { ...deps, quiet: (severity: Severity) => quiet(severity, {}) };

  const shown = await shownCards(deliveries, showCard);
  const { card } = last.delivery;
  const alone = deliveries.every((delivery) => delivery.card === card);
  if (card !== null && alone) {
    const showing = shown.get(card);
    if (showing !== undefined) {
      const place = (await deps.places([card])).get(card) ?? null;
      const sends = sendsOf(showing, place, known, quiet, deps);
      const newest = known.reduce((id, { event }) => (event.id > id ? event.id : id), last.event.id);
      return { prepared: { ...whole, sends, card: { id: card, place, newest } }, rest: [], gone };
    }
  }
  if (known.length === 1 || (card !== null && alone)) {
    const sends = [{ outgoing: composePost(last, composeDeps), nonce: nonceOf(last.delivery) }];
    return { prepared: { ...whole, sends, card: null }, rest: [], gone };
  }
  return { ...composeListOf(known, kept, shown, composeDeps), gone };
}

type Quiet = (severity: Severity, labels: Labels) => boolean;

async function shownCards(
  deliveries: readonly QueuedDelivery[],
  showCard: ShowCard,
): Promise<ReadonlyMap<IncidentId, ShownCard>> {
  const shown = new Map<IncidentId, ShownCard>();
  for (const card of new Set(deliveries.flatMap((delivery) => delivery.card ?? []))) {
    const showing = await showCard(card);
    if (showing !== null) shown.set(card, showing);
  }
  return shown;
}

function sendsOf(
  showing: ShownCard,
  place: MessageRef | null,
  known: readonly Known[],
  quiet: Quiet,
  { channel, redact }: PrepareDeps,
): readonly Send[] {
  const news = known.flatMap(({ delivery, event }) => {
    const card = cardEventOf(event.data);
    if (card === null) return [];
    // What was refused before was said then, if it could be.
    const said = card.reply === null || delivery.route === SHOWN_AGAIN;
    const reply = said ? null : replyWithoutSecrets(card.reply, redact);
    return [{ ...card, reply, nonce: nonceOf(delivery) }];
  });
  const [nonce = ''] = known.map(({ delivery }) => nonceOf(delivery));
  return composeCard({
    shown: cardWithoutSecrets(showing, redact),
    place,
    news,
    editable: channel.editable,
    quiet: quiet(showing.severity, news.at(-1)?.labels ?? {}),
    nonce,
  });
}

function composeListOf(
  known: readonly Known[],
  events: ReadonlyMap<EventId, Event>,
  shown: ReadonlyMap<IncidentId, ShownCard>,
  deps: ComposeDeps,
): Pick<Preparation, 'prepared' | 'rest'> {
  const { outgoing, deliveries } = composeList(known, shown, deps);
  const listed = new Set(deliveries);
  const rest = known.flatMap(({ delivery }) => (listed.has(delivery) ? [] : [delivery]));
  const sends = deliveries.slice(0, 1).map((first) => ({ outgoing, nonce: nonceOf(first) }));
  return { prepared: { deliveries, events, sends, card: null }, rest };
}
