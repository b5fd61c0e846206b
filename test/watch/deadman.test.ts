import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { createDeadman, type Deadman, type Health } from '../../src/watch/deadman.ts';
import { failAddress, pingError } from '../../src/watch/ping.ts';
import { deadmanSettings } from '../../src/watch/schema.ts';
import { post, startPinged, type Pinged } from './pinged.ts';
import { createScene, type Scene } from './scene.ts';

const KEY = 'eb095278-f28d-448d-87fb-7b75c171a6aa';

let scene: Scene;
let pinged: Pinged;
let deadman: Deadman;
let health: () => Promise<Health>;

async function start(): Promise<void> {
  deadman = createDeadman(deadmanSettings({ url: `${pinged.url}/${KEY}`, every: '5m' }), {
    ...scene.deps,
    post,
    healthy: () => health(),
    random: () => 0.5,
  });
  await deadman.start();
  await scene.settled();
}

/** Nothing that anybody can read says where the pings go. */
function expectNoAddress(): void {
  const said = JSON.stringify([scene.logged, scene.observed, [...scene.kept]]);
  expect(said).not.toContain(KEY);
  expect(said).not.toContain('127.0.0.1');
}

beforeEach(async () => {
  scene = createScene();
  pinged = await startPinged();
  health = () => Promise.resolve({ ok: true });
  await start();
});

afterEach(async () => {
  deadman.stop();
  await pinged.close();
});

describe("the dead man's switch", () => {
  it('is pinged at the start and then each period', async () => {
    expect(pinged.pings).toEqual([`POST /${KEY}: Pithead is well`]);
    await scene.pass(HOUR_MS);
    expect(pinged.pings).toHaveLength(13);
    expect(scene.told()).toEqual([]);
  });

  it('is told in a line what is wrong, where the program is not well', async () => {
    health = () => Promise.resolve({ ok: false, detail: `ops fails\n${'x'.repeat(5_000)}` });
    await scene.pass(5 * MINUTE_MS);
    expect(pinged.pings[1]).toMatch(new RegExp(`^POST /${KEY}/fail: ops fails x{100,1000}…$`));
  });

  it('is told so, too, where the program can not even say how it is', async () => {
    health = () => Promise.reject(new Error('the database is closed'));
    await scene.pass(5 * MINUTE_MS);
    expect(pinged.pings[1]).toContain("/fail: its own state can't be told: the database is closed");
  });

  it('gets two more tries within a period', async () => {
    pinged.status = 500;
    await scene.pass(5 * MINUTE_MS);
    await scene.pass(10 * SECOND_MS, SECOND_MS);
    expect(pinged.pings).toHaveLength(4);
    await scene.pass(4 * MINUTE_MS);
    expect(pinged.pings).toHaveLength(4);
  });

  it('that fails three periods in a row is an incident, and is over with the next ping that arrives', async () => {
    pinged.status = 404;
    await scene.pass(15 * MINUTE_MS, SECOND_MS);
    expect(scene.told()).toEqual([]);
    await scene.pass(MINUTE_MS, SECOND_MS);
    expect(scene.told()).toEqual(['deadman failing']);
    expect(scene.observed[0]).toMatchObject({
      remote: true,
      severity: 'warning',
      rerun: 'deadman',
      evidence: '3 periods in a row failed (status 404); the last arrived 15 min 15 s ago.',
      cause: 'the check was deleted there, or its address is mistyped',
    });
    pinged.status = 200;
    await scene.pass(30 * MINUTE_MS, SECOND_MS);
    expect(scene.told()).toEqual(['deadman failing', 'deadman ok']);
    expectNoAddress();
  });

  it('is over after a restart, too', async () => {
    pinged.status = 404;
    await scene.pass(16 * MINUTE_MS, SECOND_MS);
    deadman.stop();
    pinged.status = 200;
    await start();
    expect(scene.told()).toEqual(['deadman failing', 'deadman ok']);
  });

  it('counts a ping without an answer as failed after 10 s', async () => {
    pinged.hangs = true;
    const looked = deadman.rerun();
    while (pinged.pings.length < 2) await new Promise((resolve) => setImmediate(resolve));
    scene.advance(10 * SECOND_MS);
    expect(await looked).toEqual({ outcome: 'failing', detail: 'no answer within 10 s' });
  });

  it('says nothing of where the pings go where nothing answers there', async () => {
    await pinged.close();
    const looked = await deadman.rerun();
    expect(looked).toEqual({ outcome: 'failing', detail: 'ECONNREFUSED' });
    await scene.pass(HOUR_MS, SECOND_MS);
    expect(scene.told()).toContain('deadman failing');
    expectNoAddress();
    pinged = await startPinged();
  });

  it('stops at once', async () => {
    pinged.hangs = true;
    const looked = deadman.rerun();
    while (pinged.pings.length < 2) await new Promise((resolve) => setImmediate(resolve));
    deadman.stop();
    await expect(looked).rejects.toThrow('it was stopped');
    expect(scene.pending()).toBe(0);
  });
});

describe('the address of failures', () => {
  it.each([
    ['https://hc-ping.com/uuid', 'https://hc-ping.com/uuid/fail'],
    ['https://hc-ping.com/uuid/', 'https://hc-ping.com/uuid/fail'],
    ['https://hc-ping.com/key/slug?create=1&rid=a/b', 'https://hc-ping.com/key/slug/fail?create=1&rid=a/b'],
    ['https://example.org', 'https://example.org/fail'],
  ])('of %s is %s', (url, fail) => {
    expect(failAddress(url)).toBe(fail);
  });
});

describe('the reason of a failed ping', () => {
  it.each([
    [Object.assign(new Error('connect https://secret'), { code: 'ETIMEDOUT' }), 'ETIMEDOUT'],
    [
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }),
      'ENOTFOUND',
    ],
    [Object.assign(new Error('x'), { code: 'https://secret' }), 'the connection failed'],
    [new Error('no answer within 10 s'), 'no answer within 10 s'],
    ['https://secret', 'the connection failed'],
  ])('%s is %s', (error, reason) => {
    expect(pingError(error)).toBe(reason);
  });
});
