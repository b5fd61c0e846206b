import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ENGINES } from '../../src/storage/index.ts';
import { openLogSync } from '../../src/storage/sync-log.ts';
import { idAt, newEvent, NOW } from './stores.ts';

it('has hold of the log that SQLite writes, also after checkpoints have begun it anew', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-sync-'));
  const file = join(dir, 'a.db');
  const [engine] = ENGINES;
  const store = await engine.open(file);
  const inode = statSync(`${file}-wal`).ino;
  const log = openLogSync(file);
  for (let n = 0; n < 100; n++) {
    const data = { filler: 'x'.repeat(200_000), n };
    await store.accept([newEvent({ id: idAt(NOW, n), data })]);
    await log.sync();
  }
  // 20 MB were written; the log did not grow with them, and is the file it was.
  expect(statSync(`${file}-wal`).size).toBeLessThan(9_000_000);
  expect(statSync(`${file}-wal`).ino).toBe(inode);
  log.close();
  // It is the disk that is asked: what is closed can't be synced.
  await expect(log.sync()).rejects.toThrow(/EBADF/);
  await store.close();
  rmSync(dir, { recursive: true });
});
