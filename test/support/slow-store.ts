import type { StorageEngine } from '../../src/storage/index.ts';
import { openSqlite, openSqliteTrail } from '../../src/storage/open.ts';

/** Blocks the event loop, as a synchronous commit on a slow card does. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** SQLite on a slow card: each accept or step takes `commitMs` longer, and everything stands still meanwhile. */
export function slowSqlite(commitMs: number): StorageEngine {
  return {
    scheme: 'slowsqlite',
    async open(address) {
      const store = await openSqlite(address);
      return {
        ...store,
        async accept(events) {
          const stored = await store.accept(events);
          block(commitMs);
          return stored;
        },
        async step(step) {
          await store.step(step);
          block(commitMs);
        },
      };
    },
    openTrail: openSqliteTrail,
  };
}

/** SQLite on a full disk, from `fail` on. */
export function failingSqlite(): StorageEngine & { fail: boolean } {
  const engine = {
    scheme: 'failingsqlite',
    fail: false,
    async open(address: string) {
      const store = await openSqlite(address);
      return {
        ...store,
        accept: (events: Parameters<typeof store.accept>[0]) =>
          engine.fail ? Promise.reject(new Error('database or disk is full')) : store.accept(events),
        step: (step: Parameters<typeof store.step>[0]) =>
          engine.fail ? Promise.reject(new Error('database or disk is full')) : store.step(step),
      };
    },
    openTrail: openSqliteTrail,
  };
  return engine;
}
