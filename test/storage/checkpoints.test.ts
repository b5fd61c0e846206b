import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCheckpoints } from '../../src/storage/checkpoints.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { openWriter, type WriterConnection } from '../../src/storage/sqlite.ts';
import { openLogSync } from '../../src/storage/sync-log.ts';
import { idAt, newEvent, NOW } from './stores.ts';

const PAGE = 1_024;
/** From so many on SQLite makes a checkpoint within a commit. */
const LONGEST = 8_000;
let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-checkpoints-'));
  file = join(dir, 'a.db');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Threads that were started since, and what became of those that failed. */
function watchThreads(): { readonly started: number; readonly failed: number } {
  const seen = { started: 0, failed: 0 };
  const onWorker = (worker: Worker): void => {
    seen.started += 1;
    worker.once('error', () => (seen.failed += 1));
  };
  process.on('worker', onWorker);
  onTestFinished(() => void process.off('worker', onWorker));
  return seen;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('a long log', () => {
  let writer: WriterConnection;
  beforeEach(async () => {
    writer = openWriter(file);
    await sql`create table filler (bytes blob)`.execute(writer.db);
  });
  afterEach(() => writer.db.destroy());

  async function fill(pages: number): Promise<void> {
    await sql`insert into filler (bytes) values (zeroblob(${pages * PAGE}))`.execute(writer.db);
  }

  it('is carried into the file by one thread, again and again, and begun anew by the next commit', async () => {
    const threads = watchThreads();
    const checkpoints = createCheckpoints(file, writer.waiting, 100);
    for (const size of [200, 400, 600]) {
      await fill(200);
      expect(statSync(file).size).toBeLessThan(size * PAGE);
      // Until it has heard that the thread is through with the last one.
      await vi.waitFor(() => {
        checkpoints.committed();
        expect(writer.waiting()).toBe(0);
      });
      expect(statSync(file).size).toBeGreaterThan(size * PAGE);
      await fill(1);
      expect(writer.waiting()).toBeLessThan(10);
    }
    await checkpoints.close();
    expect(threads.started).toBe(1);
  });

  it(
    'begins anew also while commits go on, long before SQLite has to see to it',
    { timeout: 60_000 },
    async () => {
      const log = openLogSync(file);
      const began = performance.now();
      for (let n = 0; n < 4; n++) {
        await fill(50);
        await log.sync();
      }
      log.close();
      // As under load, where requests are read and a sync is made between two commits; a checkpoint has two syncs of its own.
      const gapMs = performance.now() - began + 3;
      const checkpoints = createCheckpoints(file, writer.waiting, 2_000);
      for (let n = 0; n < 240; n++) {
        await fill(50);
        checkpoints.committed();
        const until = performance.now() + gapMs;
        while (performance.now() < until) await turn();
      }
      await checkpoints.close();
      // 12,000 pages were written: a log that never began anew would be as long as SQLite lets it.
      expect(statSync(`${file}-wal`).size).toBeLessThan((LONGEST - 500) * PAGE);
    },
  );

  it('needs no thread while it is short, nor one after the close', async () => {
    const threads = watchThreads();
    const checkpoints = createCheckpoints(file, writer.waiting, 100);
    await fill(50);
    checkpoints.committed();
    expect(threads.started).toBe(0);
    await checkpoints.close();
    await fill(200);
    checkpoints.committed();
    expect(threads.started).toBe(0);
  });

  it('is carried by another thread after one failed, once it has grown by as much again', async () => {
    const threads = watchThreads();
    const link = join(dir, 'not-yet.db');
    const checkpoints = createCheckpoints(link, writer.waiting, 100);
    await fill(150);
    checkpoints.committed();
    await vi.waitFor(() => expect(threads.failed).toBe(1), { timeout: 5_000 });
    checkpoints.committed();
    expect(threads.started).toBe(1);
    symlinkSync(file, link);
    await fill(100);
    checkpoints.committed();
    await vi.waitFor(() => expect(writer.waiting()).toBe(0), { timeout: 5_000 });
    expect(threads).toEqual({ started: 2, failed: 1 });
    await checkpoints.close();
  });

  it('is carried by SQLite itself where no thread can, before it is twice as long as it should be', async () => {
    const checkpoints = createCheckpoints(join(dir, 'nothing-here', 'a.db'), writer.waiting, 4_000);
    for (let n = 0; n < 40; n++) {
      await fill(500);
      checkpoints.committed();
    }
    expect(writer.waiting()).toBeLessThan(LONGEST + 600);
    expect(statSync(file).size).toBeGreaterThan(15_000 * PAGE);
    await checkpoints.close();
  });

  it('keeps no process alive', async () => {
    const { href } = new URL('../../src/storage/checkpoints.ts', import.meta.url);
    const script = `import { createCheckpoints } from ${JSON.stringify(href)};
      const checkpoints = createCheckpoints(${JSON.stringify(file)}, () => 1, 1);
      checkpoints.committed();`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      timeout: 10_000,
    });
  });
});

it('of a store is carried over while it goes on writing, and loses nothing', async () => {
  const [engine] = ENGINES;
  const store = await engine.open(file);
  const threads = watchThreads();
  const data = { filler: 'x'.repeat(20_000) };
  let events = 0;
  for (let round = 0; round < 60; round++) {
    const together = Array.from({ length: 10 }, () => newEvent({ id: idAt(NOW, events++), data }));
    await Promise.all(together.map((event) => store.accept([event])));
  }
  expect(threads.started).toBe(1);
  await store.close();
  const again = await engine.open(file);
  expect(await again.events({ source: null, limit: 1_000 })).toHaveLength(events);
  await again.close();
});
