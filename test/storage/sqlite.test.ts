import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MOST_KEYS } from '../../src/storage/dedup-index.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { lockDatabase } from '../../src/storage/lock.ts';
import { MIGRATIONS } from '../../src/storage/migrations/index.ts';
import { readCounts, readWaiting } from '../../src/storage/read-outbox.ts';
import { createIncidentReader } from '../../src/storage/read-incidents.ts';
import type { Tables } from '../../src/storage/tables.ts';
import { CLAIM, idAt, incidentAt, incidentWith, newEvent, NOW, put, to } from './stores.ts';

const [engine] = ENGINES;
let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-sqlite-'));
  file = join(dir, 'data', 'a.db');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('one program a database', () => {
  it('refuses a second one, says what to do, and lets it in when the first is closed', async () => {
    const first = await engine.open(file);
    await expect(engine.open(file)).rejects.toThrow(
      `another Pithead is running on ${file}: stop it first, or give this one its own "storage"`,
    );
    await put(first, { id: idAt(NOW) }, []);
    await first.close();
    const second = await engine.open(file);
    expect(await second.newestId()).toBe(idAt(NOW));
    await second.close();
  });

  it('lets go of the lock with a process that is killed', async () => {
    const lock = new URL('../../src/storage/lock.ts', import.meta.url).href;
    // Kept where nothing collects it: a lock that nobody refers to is let go of.
    const script = `import { lockDatabase } from ${JSON.stringify(lock)};
      globalThis.release = lockDatabase(${JSON.stringify(file)});
      console.log(globalThis.release === null ? 'refused' : 'held');
      process.stdin.resume();`;
    // It ends with its standard input, so that it can't outlive a test that fails.
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('held\n');
    expect(lockDatabase(file)).toBe(null);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = lockDatabase(file);
    expect(release).not.toBe(null);
    release?.();
  });

  it('lets go of the lock where the opening fails', async () => {
    const folder = join(dir, 'data');
    const release = lockDatabase(file);
    release?.();
    writeFileSync(file, 'this is no database, whatever its name says'.repeat(100));
    await expect(engine.open(file)).rejects.toThrow(/not a database/);
    rmSync(file);
    const store = await engine.open(file);
    await store.close();
    expect(existsSync(folder)).toBe(true);
  });
});

describe('the file', () => {
  it('lies in a folder that nobody else may read', async () => {
    const store = await engine.open(file);
    await store.close();
    expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
  });

  it('writes ahead and in small pages, and every migration is in it once', async () => {
    for (let n = 0; n < 2; n++) await (await engine.open(file)).close();
    const database = new Database(file, { readonly: true });
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('page_size', { simple: true })).toBe(1_024);
    const done = database.prepare('select name from kysely_migration order by name').pluck().all();
    expect(done).toEqual(Object.keys(MIGRATIONS).toSorted());
    database.close();
  });

  it('keeps no more keys than are remembered', async () => {
    await (await engine.open(file)).close();
    const database = new Database(file);
    const count = database.prepare<[]>('select count(*) from dedup').pluck();
    database
      .prepare(
        `insert into dedup with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
         select i, cast(printf('%016d', i) as blob), ? from n`,
      )
      .run(MOST_KEYS + 600, NOW + 1);
    const store = await engine.open(file);
    expect([await store.prune(NOW), await store.prune(NOW), await store.prune(NOW)]).toEqual([500, 100, 0]);
    expect(count.get()).toBe(MOST_KEYS);
    await store.close();
    database.close();
  });

  it('is readable while another connection holds a half-written transaction, and shows nothing of it', async () => {
    const store = await engine.open(file);
    await put(store, { id: idAt(NOW) }, [to('ops')]);
    const other = new Database(file);
    other.exec(
      "begin immediate; delete from events; delete from deliveries; insert into marks values ('x', 1)",
    );
    expect(await store.find(idAt(NOW))).toMatchObject({ kind: 'event' });
    expect(await store.counts('ops')).toEqual({ waiting: 1, dead: 0 });
    other.exec('rollback');
    other.close();
    await store.close();
  });

  it('lets what waits be committed when it is closed', async () => {
    const store = await engine.open(file);
    const accepted = store.accept([newEvent({ id: idAt(NOW) })]);
    await store.close();
    expect(await accepted).toMatchObject([{ outcome: 'stored' }]);
    const trail = engine.openTrail(file);
    expect(await trail?.find(idAt(NOW))).toMatchObject({ kind: 'event' });
    await trail?.close();
  });

  it('refuses a row that the database itself refuses, alone', async () => {
    const store = await engine.open(file);
    const other = new Database(file);
    other.exec(
      "create trigger no before insert on events when new.source = 'bad' begin select raise(abort, 'no'); end",
    );
    other.close();
    const came = await Promise.allSettled(
      ['good', 'bad', 'good'].map((source, n) => store.accept([newEvent({ id: idAt(NOW, n), source })])),
    );
    expect(came.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.sourceCounts()).map(({ name, accepted }) => [name, accepted])).toEqual([['good', 2]]);
    await store.close();
  });
});

describe('indexes of deliveries', () => {
  const incident = incidentAt(NOW);
  it.each<readonly [string, RegExp, (db: Kysely<Tables>) => Promise<unknown>]>([
    ['what waits', /INDEX deliveries_open/, (db) => readWaiting(db, 'ops', 5, 10)],
    ['how much waits and is dead', /INDEX deliveries_open/, (db) => readCounts(db, 'ops')],
    ['where a card went', /INDEX deliveries_card/, (db) => createIncidentReader(db).incident(incident)],
  ])('answer alone %s, whatever else is kept', async (_what, index, ask) => {
    const store = await engine.open(file);
    await store.keepAlerts({ incidents: [incidentWith({ id: incident })] });
    await store.close();
    const database = new Database(file);
    database.defaultSafeIntegers(true);
    const asked: { sql: string; parameters: readonly unknown[] }[] = [];
    const db = new Kysely<Tables>({
      dialect: new SqliteDialect({ database }),
      log({ query: { sql, parameters } }) {
        if (sql.includes('from "deliveries"')) asked.push({ sql, parameters });
      },
    });
    await ask(db);
    expect(asked).toHaveLength(1);
    const [query = { sql: '', parameters: [] }] = asked;
    const plan = database
      .prepare<unknown[], { detail: string }>(`explain query plan ${query.sql}`)
      .all(...query.parameters)
      .map(({ detail }) => detail);
    expect(plan).toEqual([expect.stringMatching(/^SEARCH deliveries USING (COVERING )?INDEX /)]);
    expect(plan[0]).toMatch(index);
    await db.destroy();
  });

  it('are not touched by an ordinary event that is sent at once', async () => {
    const store = await engine.open(file);
    const database = new Database(file, { readonly: true });
    const cells = database
      .prepare("select name, sum(ncell) from dbstat where name glob 'deliveries_*' group by 1 order by 1")
      .raw();
    await put(store, { id: idAt(NOW, 1) }, [to('ops', CLAIM), to('alerts', CLAIM)]);
    expect(cells.all()).toEqual([
      ['deliveries_card', 0],
      ['deliveries_open', 0],
    ]);
    await put(store, { id: idAt(NOW, 2) }, [to('ops', CLAIM, incident), to('ops')]);
    expect(cells.all()).toEqual([
      ['deliveries_card', 1],
      ['deliveries_open', 1],
    ]);
    database.close();
    await store.close();
  });
});
