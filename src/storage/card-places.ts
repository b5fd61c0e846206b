import type { CardPlace } from '../core/alerts.ts';
import { integerOfIncident, keptIncidentId, type IncidentId } from '../core/ids.ts';
import type { MessageRef } from '../core/message.ts';
import type { NewDelivery } from '../core/ports.ts';
import { parseStored, StoredPlace } from './stored-json.ts';
import type { Reader, Writer } from './tables.ts';

/** Remembers which channels have got which card, with the deliveries that take it there. */
export async function keepCardChannels(
  writer: Writer,
  deliveries: readonly Pick<NewDelivery, 'card' | 'channel'>[],
): Promise<void> {
  for (const { card, channel } of deliveries) {
    if (card === null) continue;
    await writer
      .insertInto('card_messages')
      .values({ card: integerOfIncident(card), channel, message_id: null, place: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Where cards stand in the channel from now on. */
export async function keepCardPlaces(
  writer: Writer,
  channel: string,
  places: readonly CardPlace[],
): Promise<void> {
  for (const { card, ref } of places) {
    const place = ref.place === undefined ? null : JSON.stringify(ref.place);
    const stands = { message_id: ref.id, place };
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
