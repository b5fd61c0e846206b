import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckpoints } from '../../src/storage/checkpoints.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { openWriter, type WriterConnection } from '../../src/storage/sqlite.ts';
import { idAt, newEvent, NOW } from './stores.ts';

const PAGE = 1_024;
let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-checkpoints-'));
  file = join(dir, 'a.db');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function fill({ db }: WriterConnection, pages: number): Promise<void> {
  await sql`insert into filler (bytes) values (zeroblob(${pages * PAGE}))`.execute(db);
}

describe('a long log', () => {
  let writer: WriterConnection;
  beforeEach(async () => {
    writer = openWriter(file);
    await sql`create table filler (bytes blob)`.execute(writer.db);
  });
  afterEach(() => writer.db.destroy());

  it('is carried into the file by a thread, and begun anew by the next commit', async () => {
    const checkpoints = createCheckpoints(file, writer.waiting, 100);
    await fill(writer, 200);
    expect(statSync(file).size).toBeLessThan(100 * PAGE);
    checkpoints.committed();
    await vi.waitFor(() => expect(writer.waiting()).toBe(0), { timeout: 5_000 });
    expect(statSync(file).size).toBeGreaterThan(200 * PAGE);
    await fill(writer, 1);
    expect(writer.waiting()).toBeLessThan(10);
    await checkpoints.close();
  });

  it('stays where it is while it is short, and where nobody may carry it', async () => {
    const checkpoints = createCheckpoints(file, writer.waiting, 100);
    await fill(writer, 20);
    checkpoints.committed();
    await checkpoints.close();
    expect(writer.waiting()).toBeGreaterThan(20);
  });

  it('is carried by SQLite itself where the thread can not, before it is four times as long as it should be', async () => {
    const checkpoints = createCheckpoints(join(dir, 'nothing-here', 'a.db'), writer.waiting, 4_000);
    for (let n = 0; n < 40; n++) {
      await fill(writer, 500);
      checkpoints.committed();
    }
    expect(writer.waiting()).toBeLessThan(16_600);
    expect(statSync(file).size).toBeGreaterThan(15_000 * PAGE);
    await checkpoints.close();
  });
});

it('of a store is carried over while it goes on writing, and loses nothing', async () => {
  const [engine] = ENGINES;
  const store = await engine.open(file);
  const data = { filler: 'x'.repeat(200_000) };
  let events = 0;
  // Well below the length at which SQLite would do it.
  await vi.waitFor(
    async () => {
      if (events < 60) await store.accept([newEvent({ id: idAt(NOW, events++), data })]);
      expect(statSync(file).size).toBeGreaterThan(4_000 * PAGE);
    },
    { timeout: 10_000, interval: 5 },
  );
  expect(statSync(`${file}-wal`).size).toBeLessThan(16_000 * PAGE);
  expect(await store.events({ source: null, limit: 100 })).toHaveLength(events);
  await store.close();
  const again = await engine.open(file);
  expect(await again.events({ source: null, limit: 100 })).toHaveLength(events);
  await again.close();
});
