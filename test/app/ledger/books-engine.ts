import type { Storage, StorageEngine } from '../../../src/storage/index.ts';
import { openSqlite, openSqliteTrail } from '../../../src/storage/open.ts';

/** SQLite whose reservations and bookings are written as the test says. */
export interface BooksEngine extends StorageEngine {
  /** `held`: a commit that takes until it is `good` again; `failing`: a full disk. */
  set(disk: 'good' | 'held' | 'failing'): void;
  /** How many writes are held. */
  readonly waiting: number;
}

export function booksEngine(): BooksEngine {
  let failing = false;
  let held: PromiseWithResolvers<void> | null = null;
  let waiting = 0;

  async function write<T>(work: () => Promise<T>): Promise<T> {
    if (failing) throw new Error('database or disk is full');
    if (held === null) return work();
    waiting += 1;
    await held.promise;
    waiting -= 1;
    return work();
  }

  return {
    scheme: 'books',
    set(disk) {
      failing = disk === 'failing';
      if (disk === 'held') held = Promise.withResolvers();
      else held?.resolve();
      if (disk !== 'held') held = null;
    },
    get waiting() {
      return waiting;
    },
    async open(file) {
      const store = await openSqlite(file);
      const written: Pick<Storage, 'reserve' | 'endReservation' | 'book'> = {
        reserve: (one) => write(() => store.reserve(one)),
        endReservation: (end) => write(() => store.endReservation(end)),
        book: (uses, at) => write(() => store.book(uses, at)),
      };
      return { ...store, ...written };
    },
    openTrail: openSqliteTrail,
  };
}
