import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createDatabaseWatch, type DatabaseWatch } from '../../src/watch/database.ts';
import { databaseFails } from '../../src/watch/database-said.ts';
import { createScene, INCIDENT, type Scene } from './scene.ts';

const FULL = 'database or disk is full';

let scene: Scene;
let watch: DatabaseWatch;
let checks: number;
let hangs: boolean;
let locked: boolean;
let cries: string[];
let takers: readonly string[];
let adopted: string[];
let adoptable: boolean;
let letGo: () => void;

async function start(): Promise<void> {
  watch = createDatabaseWatch({
    ...scene.deps,
    cryOut({ title }) {
      cries.push(title);
      return Promise.resolve(new Map(takers.map((channel) => [channel, { id: `of ${channel}` }])));
    },
    adopt(incident, cried) {
      if (!adoptable || scene.broken) return Promise.reject(new Error(FULL));
      const refs = Array.from(cried, ([channel, { id }]) => `${channel}: ${id}`);
      adopted.push(`${incident} ${refs.join(', ')} after ${scene.observed.length}`);
      return Promise.resolve();
    },
    check() {
      checks += 1;
      if (hangs) return new Promise((resolve) => (letGo = resolve));
      if (locked) return Promise.reject(new Error('database is locked'));
      return scene.broken ? Promise.reject(new Error(FULL)) : Promise.resolve();
    },
  });
  await watch.start();
}

beforeEach(async () => {
  scene = createScene();
  checks = 0;
  hangs = false;
  locked = false;
  cries = [];
  takers = [];
  adopted = [];
  adoptable = true;
  letGo = () => {};
  await start();
});

afterEach(() => watch.stop());

describe('the database', () => {
  it('is checked every ten minutes, and nobody is told that it can be written', async () => {
    await scene.pass(HOUR_MS);
    expect([checks, scene.told()]).toEqual([6, []]);
  });

  it('that can not be written is told when it can be again: that it was, then how long and how much failed', async () => {
    scene.broken = true;
    for (let i = 0; i < 12; i++) watch.failed(FULL, scene.now());
    await scene.pass(14 * MINUTE_MS);
    expect(scene.told()).toEqual([]);
    // What can't be stored is said without the store, once.
    expect(cries).toEqual(["The database can't be written: webhooks are answered 503"]);
    scene.broken = false;
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['database failing', 'database ok']);
    expect(scene.observed[0]).toMatchObject({
      severity: 'critical',
      title: "The database can't be written: webhooks are answered 503",
      evidence: `12 commits failed in 15 min; last error: ${FULL}`,
      cause: 'the disk is full',
      remote: false,
      rerun: 'database',
    });
    expect(scene.observed[1]).toMatchObject({
      title: 'The database can be written again after 15 min',
      evidence: expect.stringContaining('12 commits failed'),
    });
    await scene.pass(HOUR_MS);
    expect(scene.observed).toHaveLength(2);
  });

  it('that fails for webhooks alone is told at once where that can be stored', async () => {
    watch.failed(FULL, scene.now());
    await scene.settled();
    expect(cries).toEqual([]);
    expect(scene.told()).toEqual(['database failing', 'database ok']);
    expect(scene.observed[0]?.policy.tell).toBe('at-once');
  });

  it('is looked at no more than every 10 s, however much fails', async () => {
    for (let i = 0; i < 1_000; i++) {
      watch.failed(FULL, scene.now());
      await scene.pass(10, 10);
    }
    expect(checks).toBe(1);
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['database failing', 'database ok', 'database failing', 'database ok']);
    expect(scene.observed[2]?.evidence).toContain('999 commits failed');
  });

  it('that was cried out becomes the card of its incident before that ends, and is not announced besides', async () => {
    takers = ['ops', 'alerts'];
    scene.broken = true;
    watch.failed(FULL, scene.now());
    const since = scene.now();
    await scene.pass(5 * MINUTE_MS);
    scene.broken = false;
    adoptable = false;
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['database failing']);
    adoptable = true;
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['database failing', 'database failing', 'database ok']);
    expect(scene.observed[0]).toMatchObject({ since, policy: { tell: 'when-over' } });
    expect(adopted).toEqual([`${INCIDENT} ops: of ops, alerts: of alerts after 1`]);
    expect(cries).toHaveLength(1);
  });

  it('that comes back has its change under the newer message from the start', async () => {
    watch.failed(FULL, scene.now());
    await scene.settled();
    takers = ['ops'];
    scene.broken = true;
    await scene.pass(10 * MINUTE_MS);
    scene.broken = false;
    await scene.pass(MINUTE_MS);
    expect(adopted).toEqual([`${INCIDENT} ops: of ops after 2`]);
    expect(scene.observed).toHaveLength(4);
  });

  it('that is locked for a moment is nobody’s business', async () => {
    for (let i = 0; i < 3; i++) {
      watch.failed('database is locked', scene.now());
      await scene.pass(1_000, 1_000);
    }
    expect(watch.trouble()).toBe('database is locked');
    await scene.pass(MINUTE_MS, 10_000);
    expect([scene.told(), cries, watch.trouble()]).toEqual([[], [], null]);
    await scene.pass(HOUR_MS);
    // Once at the first, twice in the pauses after it, then as ever.
    expect(checks).toBeLessThan(10);
  });

  it.each([
    ['the checks', () => (locked = true)],
    ['the commits', () => {}],
  ])('that is locked for ten seconds, as %s say, is told', async (_who, lock) => {
    lock();
    for (let second = 0; second <= 10; second++) {
      watch.failed('database is locked', scene.now());
      await scene.pass(1_000, 1_000);
    }
    await scene.pass(10_000, 1_000);
    expect(scene.told()[0]).toBe('database failing');
    expect(scene.observed[0]?.cause).toBe('another program holds the database');
  });

  it('that fails just after a check is looked at within a minute', async () => {
    await scene.pass(10 * MINUTE_MS);
    await scene.pass(1_000, 1_000);
    watch.failed(FULL, scene.now());
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['database failing', 'database ok']);
  });

  it('is not well where a commit fails while the check runs', async () => {
    hangs = true;
    const looked = watch.rerun();
    await setImmediate();
    watch.failed(FULL, scene.now());
    letGo();
    expect(await looked).toEqual({ outcome: 'failing', detail: FULL });
    expect(scene.told()).toEqual(['database failing']);
  });

  it('is well again after a restart where the last process told the opposite', async () => {
    hangs = true;
    const looked = watch.rerun();
    await setImmediate();
    watch.failed(FULL, scene.now());
    letGo();
    await looked;
    watch.stop();
    hangs = false;
    await start();
    await scene.pass(15 * MINUTE_MS);
    expect(scene.told()).toEqual(['database failing', 'database ok']);
  });

  it('is told to be well each minute while that is not believed', async () => {
    let flapping = true;
    scene.answer = ({ ok }) => (ok && flapping ? 'note' : ok ? 'resolve' : 'come-back');
    watch.failed(FULL, scene.now());
    await scene.settled();
    await scene.pass(5 * MINUTE_MS);
    flapping = false;
    await scene.pass(5 * MINUTE_MS);
    expect(scene.told()).toEqual(['database failing', ...Array<string>(7).fill('database ok')]);
  });

  it('stops at once', async () => {
    hangs = true;
    const looked = watch.rerun();
    watch.stop();
    await expect(looked).rejects.toThrow('it was stopped');
    watch.failed(FULL, scene.now());
    await scene.pass(HOUR_MS);
    expect([scene.pending(), scene.told(), scene.logged]).toEqual([0, [], []]);
  });
});

describe('the cause by the error', () => {
  it.each([
    ['the disk could not sync what was written: look at it (dmesg), then start again', /sync/, /restart/],
    ['database or disk is full', /full/, /df/],
    ['ENOSPC: no space left on device, write', /full/, /df/],
    ['attempt to write a readonly database', /read-only/, /dmesg/],
    ['EROFS: read-only file system', /read-only/, /dmesg/],
    ['database is locked', /another program/, /fuser/],
    ['database disk image is malformed', /damaged/, /backup/],
    ['disk I/O error', /fails to read or write/, /copy/],
  ])('%s', (error, cause, next) => {
    const said = databaseFails({ since: 0, failed: 1, error }, 5);
    expect(said.cause).toMatch(cause);
    expect(said.next).toMatch(next);
  });

  it('is not known of others, whose text stays within a line', () => {
    const said = databaseFails({ since: 0, failed: 1, error: `odd\n${'x'.repeat(1_000)}` }, 5);
    expect(said.cause).toBeNull();
    expect(said.evidence).not.toContain('\n');
    expect(said.evidence.length).toBeLessThan(400);
  });
});
