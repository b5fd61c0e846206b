import { DAY_MS } from '../core/duration.ts';
import { LEAST_INCIDENT } from '../core/ids.ts';
import type { Writer } from './tables.ts';

/** How long incidents are kept after they are over, and how many of those at most. */
export const RESOLVED_KEPT_MS = 30 * DAY_MS;
export const RESOLVED_KEPT = 2_000;

/** Each takes up to 300 notes along. */
const INCIDENTS_A_PIECE = 20;
const ROWS_A_PIECE = 500;

/**
 * One bounded piece: incidents that are over, with their history, then cards that nothing stands on any more. One that a
 * card is named after stays as long as another stands on that: by its id people find what they press.
 */
export async function pruneIncidents(writer: Writer, now: number): Promise<number> {
  const kept = await writer
    .selectFrom('incidents')
    .select(['id', 'resolved_at'])
    .where('resolved_at', 'is not', null)
    .orderBy('resolved_at', 'desc')
    .orderBy('id', 'desc')
    .offset(RESOLVED_KEPT)
    .limit(1)
    .executeTakeFirst();
  const [tooManyTo, tooMany] = [kept?.resolved_at ?? -1n, kept?.id ?? -1n];
  const going = await writer
    .selectFrom('incidents')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('resolved_at', '<', BigInt(now - RESOLVED_KEPT_MS)),
        eb('resolved_at', '<', tooManyTo),
        eb.and([eb('resolved_at', '=', tooManyTo), eb('id', '<=', tooMany)]),
      ]),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('incidents as other')
            .select('other.id')
            .whereRef('other.card', '=', 'incidents.id')
            .whereRef('other.id', '<>', 'incidents.id'),
        ),
      ),
    )
    .orderBy('resolved_at')
    .orderBy('id')
    .limit(INCIDENTS_A_PIECE)
    .execute();
  if (going.length === 0) return pruneCards(writer);
  const ids = going.map(({ id }) => id);
  await writer.deleteFrom('incident_notes').where('incident', 'in', ids).execute();
  await writer.deleteFrom('incidents').where('id', 'in', ids).execute();
  return ids.length;
}

/** Also what was written of a card after it had gone: by a replay of its events, say. What stands for good has no card. */
async function pruneCards(writer: Writer): Promise<number> {
  const cards = await writer
    .deleteFrom('cards')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('cards')
        .select('cards.id')
        .where('cards.id', 'not in', (inner) => inner.selectFrom('incidents').select('incidents.card'))
        .limit(ROWS_A_PIECE),
    )
    .executeTakeFirstOrThrow();
  const bare = await writer
    .selectFrom('card_messages')
    .select('card')
    .distinct()
    .where('card', '>=', LEAST_INCIDENT)
    .where('card', 'not in', (eb) => eb.selectFrom('cards').select('cards.id'))
    .limit(ROWS_A_PIECE)
    .execute();
  if (bare.length > 0) {
    await writer
      .deleteFrom('card_messages')
      .where(
        'card',
        'in',
        bare.map(({ card }) => card),
      )
      .execute();
  }
  return Number(cards.numDeletedRows) + bare.length;
}
