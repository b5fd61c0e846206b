import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { createTimeOfDay } from '../../src/core/time-of-day.ts';
import { createConnectionWatch, type ConnectionWatch } from '../../src/watch/connection.ts';
import { connectionSettings } from '../../src/watch/schema.ts';
import { tcpConnect } from '../../src/watch/tcp-connect.ts';
import { createTargets, type Targets } from './ports.ts';
import { createScene, type Scene } from './scene.ts';

let scene: Scene;
let targets: Targets;
/** When the newest message arrived. */
let deliveredAt: number;
let judged: number;
let watch: ConnectionWatch;

async function start(): Promise<void> {
  watch = createConnectionWatch(connectionSettings({ targets: targets.names, every: '1m' }), {
    ...scene.deps,
    connect: tcpConnect,
    timeOfDay: createTimeOfDay('UTC'),
    missed: () => Promise.resolve([]),
    forget: () => Promise.resolve(),
    judge() {
      judged += 1;
      return Promise.resolve();
    },
    cameBack() {},
    deliveredSince: (at) => deliveredAt > at,
  });
  await watch.start();
  await scene.settled();
  judged = 0;
}

beforeEach(async () => {
  scene = createScene();
  targets = await createTargets();
  deliveredAt = 0;
  judged = 0;
  await start();
  await targets.cut();
  // It is down for certain from the second of these minutes on.
  await scene.pass(3 * MINUTE_MS);
});

afterEach(async () => {
  watch.stop();
  await targets.cut();
});

describe('targets that don’t answer while messages get through', () => {
  it('are said to be wrong, and nothing is put down to our own connection until one answers', async () => {
    expect(await watch.down()).toBe(true);
    deliveredAt = scene.now();
    expect(await watch.down()).toBe(false);
    await scene.settled();
    expect(scene.told()).toEqual(['connection failing', 'connection:targets failing', 'connection ok']);
    expect(judged).toBe(1);
    expect(scene.observed[1]).toMatchObject({ severity: 'warning', policy: { tell: 'at-once' } });
    expect(scene.observed[1]?.next).toContain('alerts.connection.targets');
    expect(scene.observed[2]?.title).toContain('yet messages got through');
    await scene.pass(10 * MINUTE_MS);
    expect(await watch.down()).toBe(false);
    await targets.mend();
    await scene.pass(MINUTE_MS);
    expect(scene.told().at(-1)).toBe('connection:targets ok');
    expect(scene.told().filter((line) => line.startsWith('connection '))).toHaveLength(2);
    await targets.cut();
    await scene.pass(2 * MINUTE_MS);
    expect(await watch.down()).toBe(true);
  });

  it('are found out by the next check, too, without anybody asking', async () => {
    deliveredAt = scene.now();
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toContain('connection:targets failing');
  });

  it('stay wrong over a restart', async () => {
    deliveredAt = scene.now();
    await scene.pass(MINUTE_MS);
    watch.stop();
    deliveredAt = 0;
    await start();
    await scene.pass(MINUTE_MS);
    expect(await watch.down()).toBe(false);
    await targets.mend();
    await scene.pass(MINUTE_MS);
    expect(scene.told().at(-1)).toBe('connection:targets ok');
  });
});

it('a message that arrives because the connection is back says nothing against the targets', async () => {
  await targets.mend();
  deliveredAt = scene.now();
  expect(await watch.down()).toBe(false);
  await scene.settled();
  expect(scene.told()).toEqual(['connection failing', 'connection ok']);
  expect([judged, scene.observed[1]?.title]).toEqual([0, expect.stringContaining('was down for')]);
});

it('a message from before two checks had failed says nothing against the targets', async () => {
  deliveredAt = scene.now() - MINUTE_MS - SECOND_MS;
  await scene.pass(MINUTE_MS);
  expect(await watch.down()).toBe(true);
  expect(scene.told()).toEqual(['connection failing']);
});
