import type { NewEvent, StoredEvent } from '../core/ports.ts';
import { deliverySeqOf, integerOfId, eventIdOf, type EventId } from '../core/ids.ts';
import { SENDING, WAITING } from './states.ts';
import type { Writer } from './tables.ts';

/** Rows of one INSERT: the widest has 13 columns, and SQLite takes 32,766 parameters. */
const ROWS_A_STATEMENT = 500;

export interface Sequence {
  /** The next delivery's number. */
  next(): number;
}

/** Dedup keys, events and deliveries of many requests, in the writer's transaction. Results stand in the rows' order. */
export async function acceptEvents(
  writer: Writer,
  events: readonly NewEvent[],
  sequence: Sequence,
): Promise<readonly StoredEvent[]> {
  const owners = await claimKeys(writer, events);
  const results: StoredEvent[] = [];
  const fresh: { readonly row: NewEvent; readonly first: number; readonly end: number }[] = [];
  for (const row of events) {
    const owner = row.dedup === null ? row.event.id : owners.get(hex(row.dedup.key));
    if (owner !== undefined && owner !== row.event.id) {
      results.push({ outcome: 'duplicate', id: owner });
      continue;
    }
    const seqs = row.deliveries.map(() => deliverySeqOf(sequence.next()));
    const first = seqs[0] ?? 0;
    fresh.push({ row, first, end: first + seqs.length });
    results.push({ outcome: 'stored', id: row.event.id, deliveries: seqs });
  }
  await insertEvents(writer, fresh);
  await insertDeliveries(
    writer,
    fresh.flatMap(({ row, first }) =>
      row.deliveries.map((delivery, index) => deliveryRow(row.event.id, delivery, first + index)),
    ),
  );
  return results;
}

/** Which event each dedup key belongs to after this transaction: the earlier one, where there is one. */
async function claimKeys(writer: Writer, events: readonly NewEvent[]): Promise<ReadonlyMap<string, EventId>> {
  const wanted = new Map<string, NewEvent>();
  for (const row of events) {
    if (row.dedup !== null && !wanted.has(hex(row.dedup.key))) wanted.set(hex(row.dedup.key), row);
  }
  const owners = new Map<string, EventId>();
  for (const rows of chunks([...wanted.values()])) {
    const keyed = rows.flatMap((row) => (row.dedup === null ? [] : [{ row, dedup: row.dedup }]));
    const won = await writer
      .insertInto('dedup')
      .values(
        keyed.map(({ row, dedup }) => ({
          key: dedup.key,
          event_id: integerOfId(row.event.id),
          expires_at: dedup.expiresAt,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet((eb) => ({
            event_id: eb.ref('excluded.event_id'),
            expires_at: eb.ref('excluded.expires_at'),
          }))
          .where('dedup.expires_at', '<=', BigInt(Math.min(...keyed.map(({ row }) => row.event.time)))),
      )
      .returning(['key', 'event_id'])
      .execute();
    for (const { key, event_id } of won) owners.set(hex(key), eventIdOf(event_id));
    const lost = keyed.filter(({ dedup }) => !owners.has(hex(dedup.key)));
    if (lost.length === 0) continue;
    const held = await writer
      .selectFrom('dedup')
      .select(['key', 'event_id'])
      .where(
        'key',
        'in',
        lost.map(({ dedup }) => dedup.key),
      )
      .execute();
    for (const { key, event_id } of held) owners.set(hex(key), eventIdOf(event_id));
  }
  return owners;
}

async function insertEvents(
  writer: Writer,
  fresh: readonly { readonly row: NewEvent; readonly first: number; readonly end: number }[],
): Promise<void> {
  for (const rows of chunks(fresh)) {
    await writer
      .insertInto('events')
      .values(
        rows.map(({ row: { event, verification }, first, end }) => ({
          id: integerOfId(event.id),
          source: event.source,
          type: event.type,
          time: event.time,
          subject: event.subject,
          severity: event.severity,
          trace_id: event.traceId,
          delivery_id: event.deliveryId,
          verification: verification === null ? null : JSON.stringify(verification),
          first_delivery: first,
          end_delivery: end,
          data: JSON.stringify(event.data),
        })),
      )
      .execute();
  }
}

export async function insertDeliveries(
  writer: Writer,
  deliveries: readonly ReturnType<typeof deliveryRow>[],
): Promise<void> {
  for (const rows of chunks(deliveries)) await writer.insertInto('deliveries').values(rows).execute();
}

export function deliveryRow(id: EventId, delivery: NewEvent['deliveries'][number], seq: number) {
  const { claim } = delivery;
  return {
    seq,
    event_id: integerOfId(id),
    channel: delivery.channel,
    route: delivery.route,
    severity: delivery.severity,
    state: claim === null ? WAITING : SENDING,
    attempts: claim === null ? 0 : 1,
    lease_until: claim?.leaseUntil ?? null,
    tried_at: claim?.at ?? null,
    ended_at: null,
    message_id: null,
    message_place: null,
    reason: null,
  };
}

function chunks<T>(rows: readonly T[]): readonly (readonly T[])[] {
  if (rows.length <= ROWS_A_STATEMENT) return rows.length === 0 ? [] : [rows];
  const parts: (readonly T[])[] = [];
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
    parts.push(rows.slice(from, from + ROWS_A_STATEMENT));
  return parts;
}

function hex(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex');
}
