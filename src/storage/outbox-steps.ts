import { sql } from 'kysely';
import { deliverySeqOf, integerOfId, type DeliverySeq, type EventId } from '../core/ids.ts';
import type { ChannelHealth, DeliveryResult, NewDelivery, OutboxStep } from '../core/ports.ts';
import { deliveryRow, insertDeliveries, type Sequence } from './accept-events.ts';
import { keepCardChannels, keepCardPlaces } from './card-places.ts';
import { DEAD, DELIVERED, SENDING, WAITING } from './states.ts';
import type { Writer } from './tables.ts';

/** What came of the last try, what is tried next, where cards stand and how the channel is: one transaction. */
export async function writeStep(writer: Writer, step: OutboxStep): Promise<void> {
  for (const [result, seqs] of bySame(step.results, ({ result }) => result)) {
    await writeResult(writer, seqs, result);
  }
  for (const [claim, seqs] of bySame(step.claims, ({ claim }) => claim)) {
    await writer
      .updateTable('deliveries')
      .set((eb) => ({
        state: SENDING,
        attempts: eb('attempts', '+', 1n),
        lease_until: claim.leaseUntil,
        tried_at: claim.at,
      }))
      .where('seq', 'in', seqs)
      .execute();
  }
  await keepCardPlaces(writer, step.channel, step.cards);
  if (step.health !== null) await writeHealth(writer, step.channel, step.health);
}

/** A list's deliveries share one result and one claim: one statement writes them. */
function bySame<Item extends { readonly seq: DeliverySeq }, Shared>(
  items: readonly Item[],
  shared: (item: Item) => Shared,
): ReadonlyMap<Shared, readonly bigint[]> {
  const groups = new Map<Shared, bigint[]>();
  for (const item of items) {
    const seqs = groups.get(shared(item));
    if (seqs === undefined) groups.set(shared(item), [BigInt(item.seq)]);
    else seqs.push(BigInt(item.seq));
  }
  return groups;
}

async function writeResult(writer: Writer, seqs: readonly bigint[], result: DeliveryResult): Promise<void> {
  const ofThese = writer.updateTable('deliveries').where('seq', 'in', seqs);
  if (result.outcome === 'delivered') {
    await ofThese
      .set({
        state: DELIVERED,
        lease_until: null,
        ended_at: result.at,
        message_id: result.ref.id,
        message_place: result.ref.place === undefined ? null : JSON.stringify(result.ref.place),
      })
      .execute();
    return;
  }
  if (result.outcome === 'retry') await ofThese.set({ state: WAITING, lease_until: null }).execute();
  else
    await ofThese
      .set({ state: DEAD, lease_until: null, ended_at: result.at, reason: result.reason })
      .execute();
  await writer
    .insertInto('attempts')
    .columns(['delivery_seq', 'attempt', 'at', 'reason', 'detail'])
    .expression((eb) =>
      eb
        .selectFrom('deliveries')
        .select((from) => [
          from.ref('seq').as('delivery_seq'),
          from.ref('attempts').as('attempt'),
          from.val(BigInt(result.at)).as('at'),
          from.val<string>(result.reason).as('reason'),
          from.val(result.detail).as('detail'),
        ])
        .where('seq', 'in', seqs),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function writeHealth(writer: Writer, name: string, health: ChannelHealth): Promise<void> {
  const row = {
    failures: health.failures,
    down_since: health.downSince,
    failing_since: health.failingSince,
    hold_until: health.holdUntil,
    given_up: health.givenUp,
    last_error: health.lastError,
  };
  await writer
    .insertInto('channels')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}

/**
 * Everything of the channel that waits becomes dead, and the count of it. Changes of cards stay: however late, the newest
 * is what a card in that chat must show, and all of a card are one message.
 */
export async function giveUpWaiting(
  writer: Writer,
  channel: string,
  at: number,
  detail: string,
  health: ChannelHealth,
): Promise<number> {
  // Nothing is under way when a channel is given up: what is "sending" was left by a process that died.
  const unfinished = [BigInt(WAITING), BigInt(SENDING)];
  await writer
    .insertInto('attempts')
    .columns(['delivery_seq', 'attempt', 'at', 'reason', 'detail'])
    .expression((eb) =>
      eb
        .selectFrom('deliveries')
        .select((from) => [
          from.ref('seq').as('delivery_seq'),
          sql<bigint>`attempts + 1`.as('attempt'),
          from.val(BigInt(at)).as('at'),
          from.val('channel-failed-too-long').as('reason'),
          from.val(detail).as('detail'),
        ])
        .where('channel', '=', channel)
        .where('state', 'in', unfinished)
        .where('card', 'is', null),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { numUpdatedRows } = await writer
    .updateTable('deliveries')
    .set({ state: DEAD, ended_at: at, reason: 'channel-failed-too-long' })
    .where('channel', '=', channel)
    .where('state', 'in', unfinished)
    .where('card', 'is', null)
    .executeTakeFirstOrThrow();
  await writer
    .updateTable('deliveries')
    .set({ state: WAITING, lease_until: null })
    .where('channel', '=', channel)
    .where('state', '=', BigInt(SENDING))
    .execute();
  const count = Number(numUpdatedRows);
  await writeHealth(writer, channel, { ...health, givenUp: health.givenUp + count });
  return count;
}

/** New deliveries for an event that is stored; `null` where it is not. */
export async function addDeliveries(
  writer: Writer,
  id: EventId,
  deliveries: readonly NewDelivery[],
  sequence: Sequence,
): Promise<readonly DeliverySeq[] | null> {
  const eventId = integerOfId(id);
  const event = await writer.selectFrom('events').select('id').where('id', '=', eventId).executeTakeFirst();
  if (event === undefined) return null;
  const seqs = deliveries.map(() => deliverySeqOf(sequence.next()));
  if (seqs.length === 0) return seqs;
  await insertDeliveries(
    writer,
    deliveries.map((delivery, index) => deliveryRow(eventId, delivery, seqs[index] ?? 0)),
  );
  await keepCardChannels(writer, deliveries);
  await writer
    .insertInto('replays')
    .values(seqs.map((seq) => ({ event_id: eventId, seq })))
    .execute();
  return seqs;
}
