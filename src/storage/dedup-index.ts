import { eventIdOf, type EventId } from '../core/ids.ts';
import type { Reader } from './tables.ts';

/** Keys remembered at most, twice as many as events are kept; beyond it the oldest are forgotten. About 30 MB. */
export const MOST_KEYS = 200_000;

/** Who holds which dedup key. It is in memory whole: a table with an index costs a page of its own for every key. */
export interface DedupIndex {
  /** The event that holds the key (as `textOf` writes it) at that time (epoch milliseconds); `null`: it is free. */
  holder(key: string, at: number): EventId | null;
  /** Takes in what was committed. */
  hold(key: string, id: EventId, expiresAt: number): void;
  /** Forgets what has expired. */
  prune(now: number): void;
  readonly size: number;
}

export function createDedupIndex(most = MOST_KEYS): DedupIndex {
  const held = new Map<string, { readonly id: EventId; readonly expiresAt: number }>();
  return {
    holder(key, at) {
      const found = held.get(key);
      return found === undefined || found.expiresAt <= at ? null : found.id;
    },
    hold(key, id, expiresAt) {
      const before = held.size;
      held.set(key, { id, expiresAt });
      if (held.size === before) {
        // It was there: now it stands behind all older ones. Rare, and a look at a large map takes a microsecond.
        held.delete(key);
        held.set(key, { id, expiresAt });
      }
      if (held.size <= most) return;
      for (const oldest of held.keys()) {
        held.delete(oldest);
        break;
      }
    },
    prune(now) {
      for (const [key, { expiresAt }] of held) if (expiresAt <= now) held.delete(key);
    },
    get size() {
      return held.size;
    },
  };
}

/** The index as the database knows it. */
export async function loadDedupIndex(reader: Reader): Promise<DedupIndex> {
  const index = createDedupIndex();
  const newest = await reader
    .selectFrom('dedup')
    .select(['key', 'event_id', 'expires_at'])
    .orderBy('event_id', 'desc')
    .limit(MOST_KEYS)
    .execute();
  for (const { key, event_id, expires_at } of newest.toReversed()) {
    index.hold(textOf(key), eventIdOf(event_id), Number(expires_at));
  }
  return index;
}

/** A key as a Map can hold it: a character a byte. */
export function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}
