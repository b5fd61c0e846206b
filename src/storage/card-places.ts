import type { CardPlace, StaleCard } from '../core/alerts.ts';
import { sql } from 'kysely';
import { eventIdOf, integerOfId, integerOfIncident, keptIncidentId, type IncidentId } from '../core/ids.ts';
import { at } from '../core/json.ts';
import type { MessageRef } from '../core/message.ts';
import type { NewDelivery, NewEvent } from '../core/ports.ts';
import { DEAD, SENDING, severityOf, WAITING } from './states.ts';
import { parseStored, StoredPlace } from './stored-json.ts';
import type { Reader, Writer } from './tables.ts';

/** A change of a card that a channel refused is tried so often in all. */
const MOST_REFUSALS = 2;

/** Remembers which channels have got which card, with the deliveries that take it there. */
export async function keepCardChannels(
  writer: Writer,
  deliveries: readonly Pick<NewDelivery, 'card' | 'channel'>[],
): Promise<void> {
  for (const { card, channel } of deliveries) {
    if (card === null) continue;
    await writer
      .insertInto('card_messages')
      .values({ card: integerOfIncident(card), channel })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Remembers what was announced of a card, and what its messages are to show in the channels that it concerns. */
export async function keepNewestChanges(writer: Writer, events: readonly NewEvent[]): Promise<void> {
  for (const { event, card } of events) {
    if (card === undefined) continue;
    const { id, except } = card;
    const version = at(event.data, 'version');
    if (typeof version === 'number') {
      const ofThis = writer.updateTable('cards').where('id', '=', integerOfIncident(id));
      await ofThis.set({ announced: version }).execute();
    }
    const shownIn = writer
      .updateTable('card_messages')
      .set({ newest_event: integerOfId(event.id) })
      .where('card', '=', integerOfIncident(id));
    await (except.length === 0 ? shownIn : shownIn.where('channel', 'not in', except)).execute();
  }
}

/** Where cards stand in the channel from now on. */
export async function keepCardPlaces(
  writer: Writer,
  channel: string,
  places: readonly CardPlace[],
): Promise<void> {
  for (const { card, ref, shows } of places) {
    const place = ref.place === undefined ? null : JSON.stringify(ref.place);
    const shown = shows === undefined ? {} : { shown_event: integerOfId(shows) };
    const stands = { message_id: ref.id, place, ...shown };
    await writer
      .insertInto('card_messages')
      .values({ card: integerOfIncident(card), channel, ...stands })
      .onConflict((conflict) => conflict.columns(['card', 'channel']).doUpdateSet(stands))
      .execute();
  }
}

export async function readCardPlaces(
  reader: Reader,
  channel: string,
  cards: readonly IncidentId[],
): Promise<ReadonlyMap<IncidentId, MessageRef>> {
  if (cards.length === 0) return new Map();
  const rows = await reader
    .selectFrom('card_messages')
    .select(['card', 'message_id', 'place'])
    .where('channel', '=', channel)
    .where('card', 'in', cards.map(integerOfIncident))
    .execute();
  return new Map(
    rows.flatMap(({ card, message_id: id, place }) => {
      const of = keptIncidentId(card);
      if (id === null) return [];
      const ref =
        place === null ? { id } : { id, place: parseStored(StoredPlace, place, `card ${of}, place`) };
      return [[of, ref] as const];
    }),
  );
}

export async function readCardChannels(reader: Reader, card: IncidentId): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('card_messages')
    .select('channel')
    .where('card', '=', integerOfIncident(card))
    .orderBy('channel')
    .execute();
  return rows.map(({ channel }) => channel);
}

/** Its rows are as many as cards are kept, at most: rare enough (once an hour) to be read all. */
export async function readStaleCards(
  reader: Reader,
  channel: string,
  refusedBefore: number,
  limit: number,
): Promise<readonly StaleCard[]> {
  const rows = await reader
    .selectFrom('card_messages')
    .innerJoin('events', 'events.id', 'card_messages.newest_event')
    .select((eb) => [
      'card_messages.card',
      'events.id',
      'events.severity',
      eb
        .selectFrom('deliveries')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .whereRef('deliveries.card', '=', 'card_messages.card')
        .whereRef('deliveries.event_id', '=', 'card_messages.newest_event')
        .where('deliveries.channel', '=', channel)
        .where('deliveries.state', '=', BigInt(DEAD))
        .as('refusals'),
    ])
    .where('card_messages.channel', '=', channel)
    .where('card_messages.message_id', 'is not', null)
    .where(sql<boolean>`coalesce(shown_event, -1) < newest_event`)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('deliveries')
            .select('deliveries.seq')
            .whereRef('deliveries.card', '=', 'card_messages.card')
            .where('deliveries.channel', '=', channel)
            .where((of) =>
              of.or([
                of('deliveries.state', 'in', [BigInt(WAITING), BigInt(SENDING)]),
                of.and([
                  of('deliveries.state', '=', BigInt(DEAD)),
                  of('deliveries.ended_at', '>', BigInt(refusedBefore)),
                ]),
              ]),
            ),
        ),
      ),
    )
    .orderBy('card_messages.card')
    .execute();
  return rows
    .map(({ card, id, severity, refusals }) => ({
      card: keptIncidentId(card),
      event: eventIdOf(id),
      severity: severityOf(severity),
      refusals: Number(refusals ?? 0n),
    }))
    .filter(({ refusals }) => refusals < MOST_REFUSALS)
    .slice(0, limit)
    .map(({ refusals, ...stale }) => ({ ...stale, refused: refusals > 0 }));
}
