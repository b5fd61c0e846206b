import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { integerOfId } from '../../src/core/ids.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { MIGRATIONS } from '../../src/storage/migrations/index.ts';
import { incidentRow } from '../../src/storage/incident-rows.ts';
import { idAt, incidentAt, incidentWith, key, newEvent, NOW, put, runWith, to } from './stores.ts';

const [engine] = ENGINES;
const BEFORE_INCIDENTS = '2026-11-22-uses-and-memory';
const BEFORE_PROBES = '2026-11-28-incidents';
const SPINE = '2026-11-22-spine';
let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-older-'));
  file = join(dir, 'data', 'a.db');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** The file as the version left it whose last migration was `last`, with these rows in it. */
async function leaveBehind(last: string, rows: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  const db = new Kysely({ dialect: new SqliteDialect({ database }) });
  const known = Object.entries(MIGRATIONS).filter(([name]) => name <= last);
  const provider = { getMigrations: () => Promise.resolve(Object.fromEntries(known)) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  expect(error).toBe(undefined);
  database.exec(rows);
  await db.destroy();
}

/** One event with a delivery that waits and one that is done, and a use of a command. */
const ROWS = `
  insert into events values (${integerOfId(idAt(NOW))}, 'github', 'push', ${NOW}, null, 'info', 't', 'd-1', null, 1, 3, '{}');
  insert into deliveries (seq, event_id, channel, route, severity, state, attempts, message_id) values
    (1, ${integerOfId(idAt(NOW))}, 'ops', 'all', 'info', 0, 0, null),
    (2, ${integerOfId(idAt(NOW))}, 'alerts', 'all', 'info', 2, 1, '4711');`;

describe('a file that an older version made', () => {
  it('is brought to the newest schema with its events, and what waits is delivered as what it is', async () => {
    await leaveBehind(BEFORE_INCIDENTS, ROWS);
    const store = await engine.open(file);
    expect(await store.find('d-1')).toMatchObject({
      kind: 'event',
      record: { deliveries: [{ state: 'waiting' }, { state: 'delivered', messageId: '4711' }] },
    });
    expect(await store.waiting('ops', 0, 10)).toEqual([
      {
        seq: 1,
        eventId: idAt(NOW),
        route: 'all',
        severity: 'info',
        card: null,
        state: 'waiting',
        attempts: 0,
      },
    ]);
    expect(await store.past(0)).toMatchObject({ incidents: [], cards: [] });
    await store.keepAlerts({ incidents: [incidentWith()] });
    expect(await put(store, { id: idAt(NOW, 5) }, [to('ops', null, incidentAt(NOW))])).toEqual([3]);
    expect(await store.incident(incidentAt(NOW))).toMatchObject({ deliveries: [{}] });
    await store.close();
  });

  it('is read before that as it is, and knows of no incidents', async () => {
    await leaveBehind(BEFORE_INCIDENTS, ROWS);
    const trail = engine.openTrail(file);
    expect(await trail?.incidents({ open: false, limit: 5 })).toEqual([]);
    expect(await trail?.incident(incidentAt(NOW, 3))).toBe(null);
    expect(await trail?.silences()).toEqual([]);
    expect(await trail?.uses({ since: 0, until: NOW, limit: 5 })).toEqual([]);
    expect(await trail?.find('d-1')).toMatchObject({ record: { deliveries: [{}, {}] } });
    expect(await trail?.find(idAt(NOW, 3))).toBe(null);
    expect(await trail?.events({ source: null, limit: 5 })).toHaveLength(1);
    expect(await trail?.counts('ops')).toEqual({ waiting: 1, dead: 0 });
    // The program is started meanwhile.
    const store = await engine.open(file);
    await store.keepAlerts({ incidents: [incidentWith()] });
    expect(await trail?.incidents({ open: false, limit: 5 })).toHaveLength(1);
    await store.close();
    await trail?.close();
  });

  it('has its incidents for the channels that the routes say, and no probes, before and after', async () => {
    const { to: _none, ...row } = incidentRow(incidentWith());
    const values = Object.values(row).map((value) =>
      typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value),
    );
    const columns = Object.keys(row).map((name) => `"${name}"`);
    await leaveBehind(BEFORE_PROBES, `insert into incidents (${columns.join()}) values (${values.join()})`);
    const trail = engine.openTrail(file);
    const history = { probe: 'pong', since: 0, limit: 5 };
    expect(await trail?.incidents({ open: true, limit: 5 })).toEqual([incidentWith()]);
    expect(await trail?.probeRuns(history)).toEqual([]);
    expect(await trail?.newestRuns()).toEqual([]);
    expect(await trail?.probeChanges(history)).toEqual([]);
    expect(await trail?.prompt('h1')).toBe(null);
    // The program is started meanwhile.
    const store = await engine.open(file);
    expect((await store.past(0)).incidents).toEqual([incidentWith()]);
    await store.keepAlerts({ incidents: [incidentWith({ to: ['ops'] })] });
    await store.keepRun(runWith(), []);
    expect(await trail?.incidents({ open: true, limit: 5 })).toEqual([incidentWith({ to: ['ops'] })]);
    expect(await trail?.newestRuns()).toEqual([runWith()]);
    await store.close();
    await trail?.close();
  });

  it('knows of no commands that were used, where it is older than those', async () => {
    await leaveBehind(SPINE, '');
    const trail = engine.openTrail(file);
    expect(await trail?.uses({ since: 0, until: NOW, limit: 5 })).toEqual([]);
    await trail?.close();
  });

  it('brings its dedup keys along', async () => {
    const held = key('k');
    const hex = Buffer.from(held.key).toString('hex');
    await leaveBehind(
      SPINE,
      `insert into dedup values (x'${hex}', ${integerOfId(idAt(NOW))}, ${held.expiresAt})`,
    );
    const store = await engine.open(file);
    expect(await store.accept([newEvent({ id: idAt(NOW, 1) }, { dedup: held })])).toEqual([
      { outcome: 'duplicate', id: idAt(NOW) },
    ]);
    await store.close();
  });

  it('is left as it was by migrations that fail in the midst, and can be opened when they do not', async () => {
    await leaveBehind(SPINE, `${ROWS} create table deferred (in_the_way text)`);
    const database = new Database(file);
    const schema = database.prepare('select name, sql from sqlite_master order by name');
    const before = schema.all();
    await expect(engine.open(file)).rejects.toThrow('table "deferred" already exists');
    expect(schema.all()).toEqual(before);
    database.exec('drop table deferred');
    database.close();
    const store = await engine.open(file);
    expect(await store.waiting('ops', 0, 10)).toHaveLength(1);
    await store.close();
  });
});
