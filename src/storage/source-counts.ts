import type { SourceCounts } from '../core/ports.ts';
import { numberOrNull } from './read-outbox.ts';
import type { Reader, Writer } from './tables.ts';

const COUNTED_TO = 'counted_to';
const NEWEST = 2n ** 63n - 1n;

/**
 * A count for each source without a write for each event: the stored counts as of an event, and what came after it,
 * counted when somebody asks.
 */
export async function readSourceCounts(reader: Reader): Promise<readonly SourceCounts[]> {
  const stored = await reader.selectFrom('source_counts').selectAll().execute();
  const counts = new Map<string, SourceCounts>(
    stored.map((row) => [
      row.source,
      {
        name: row.source,
        lastEventAt: numberOrNull(row.last_event_at),
        accepted: Number(row.accepted),
        refused: Number(row.refused),
      },
    ]),
  );
  for (const row of await eventsSince(reader, await countedTo(reader))) {
    const known = counts.get(row.source);
    counts.set(row.source, {
      name: row.source,
      lastEventAt: Number(row.last),
      accepted: (known?.accepted ?? 0) + Number(row.count),
      refused: known?.refused ?? 0,
    });
  }
  return [...counts.values()];
}

/**
 * Moves the stored counts up to the event `last`, so that the rest to count stays short. No event may be committed
 * afterwards whose id is not above `last`: it would never be counted.
 */
export async function rollCountsForward(writer: Writer, last: bigint): Promise<void> {
  const from = await countedTo(writer);
  const rows = await eventsSince(writer, from, last);
  let upTo = from;
  for (const row of rows) {
    if (row.newest > upTo) upTo = row.newest;
    await writer
      .insertInto('source_counts')
      .values({ source: row.source, accepted: row.count, refused: 0, last_event_at: row.last })
      .onConflict((conflict) =>
        conflict.column('source').doUpdateSet((eb) => ({
          accepted: eb('source_counts.accepted', '+', eb.ref('excluded.accepted')),
          last_event_at: eb.ref('excluded.last_event_at'),
        })),
      )
      .execute();
  }
  if (upTo === from) return;
  await writer
    .insertInto('marks')
    .values({ name: COUNTED_TO, value: upTo })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: upTo }))
    .execute();
}

export async function countRefused(writer: Writer, source: string, count: number): Promise<void> {
  await writer
    .insertInto('source_counts')
    .values({ source, accepted: 0, refused: count, last_event_at: null })
    .onConflict((conflict) =>
      conflict.column('source').doUpdateSet((eb) => ({
        refused: eb('source_counts.refused', '+', eb.ref('excluded.refused')),
      })),
    )
    .execute();
}

async function countedTo(reader: Reader | Writer): Promise<bigint> {
  const row = await reader
    .selectFrom('marks')
    .select('value')
    .where('name', '=', COUNTED_TO)
    .executeTakeFirst();
  return row?.value ?? -1n;
}

async function eventsSince(reader: Reader | Writer, after: bigint, last = NEWEST) {
  return reader
    .selectFrom('events')
    .select(({ fn }) => [
      'source',
      fn.countAll<bigint>().as('count'),
      fn.max('time').as('last'),
      fn.max('id').as('newest'),
    ])
    .where('id', '>', after)
    .where('id', '<=', last)
    .groupBy('source')
    .execute();
}
