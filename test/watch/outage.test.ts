import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createTimeOfDay } from '../../src/core/time-of-day.ts';
import { createConnectionWatch, type ConnectionWatch } from '../../src/watch/connection.ts';
import { connectionSettings } from '../../src/watch/schema.ts';
import { tcpConnect } from '../../src/watch/tcp-connect.ts';
import { createTargets, type Targets } from './ports.ts';
import { createScene, type Scene } from './scene.ts';

let scene: Scene;
let targets: Targets;
let forgotten: number;
/** How many were told of by the time that what waited was tried. */
let toldBefore: number[];
let watch: ConnectionWatch;

async function start(): Promise<void> {
  watch = createConnectionWatch(connectionSettings({ targets: targets.names, every: '1m' }), {
    ...scene.deps,
    connect: tcpConnect,
    timeOfDay: createTimeOfDay('UTC'),
    missed: () => Promise.resolve([]),
    forget() {
      forgotten += 1;
      return Promise.resolve();
    },
    judge: () => Promise.resolve(),
    cameBack() {
      toldBefore.push(scene.observed.length);
    },
    deliveredSince: () => false,
  });
  await watch.start();
  await scene.settled();
}

beforeEach(async () => {
  scene = createScene();
  targets = await createTargets();
  forgotten = 0;
  toldBefore = [];
  await start();
});

afterEach(async () => {
  watch.stop();
  await targets.cut();
});

describe('what waited for our connection', () => {
  it('is tried again once, and only when the end of the outage is told: else a card still says that we are down', async () => {
    await targets.cut();
    await scene.pass(5 * MINUTE_MS);
    expect(toldBefore).toEqual([]);
    await targets.mend();
    await scene.pass(5 * MINUTE_MS);
    expect(scene.told()).toEqual(['connection failing', 'connection ok']);
    expect(toldBefore).toEqual([2]);
  });
});

describe('after a restart', () => {
  it('an outage goes on: it needs no second belief, is told once, and began when it began', async () => {
    await targets.cut();
    await scene.pass(5 * MINUTE_MS);
    watch.stop();
    await start();
    expect(await watch.down()).toBe(true);
    await targets.mend();
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['connection failing', 'connection ok']);
    expect(scene.observed[1]?.title).toContain('00:01 to 00:06');
  });

  it('an outage that ended meanwhile is told with the first check', async () => {
    await targets.cut();
    await scene.pass(5 * MINUTE_MS);
    watch.stop();
    await targets.mend();
    await start();
    expect(scene.told()).toEqual(['connection failing', 'connection ok']);
    watch.stop();
    await start();
    expect(scene.observed).toHaveLength(2);
  });

  it('what is kept may be anything: it begins anew', async () => {
    watch.stop();
    scene.kept.set('connection', '{"since":"yesterday"}');
    await start();
    expect(await watch.down()).toBe(false);
    expect(scene.logged.join()).toContain('watch-memory-unreadable');
  });
});

describe('while nothing can be stored', () => {
  it('an outage waits to be told until it can be, first that it was, then that it is over', async () => {
    scene.broken = true;
    await targets.cut();
    await scene.pass(5 * MINUTE_MS);
    await targets.mend();
    await scene.pass(5 * MINUTE_MS);
    expect([scene.told(), forgotten]).toEqual([[], 0]);
    scene.broken = false;
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['connection failing', 'connection ok']);
    expect(scene.observed[1]?.title).toContain('00:01 to 00:06)');
    expect(forgotten).toBe(1);
  });
});

describe('an outage that comes back', () => {
  it('after its end was told is one of its own', async () => {
    for (const _ of [1, 2]) {
      await targets.cut();
      await scene.pass(5 * MINUTE_MS);
      await targets.mend();
      await scene.pass(5 * MINUTE_MS);
    }
    expect(scene.told()).toEqual([
      'connection failing',
      'connection ok',
      'connection failing',
      'connection ok',
    ]);
    expect(scene.observed[3]?.title).toContain('for 5 min (00:11 to 00:16)');
  });

  it('before it counts as over (it flaps) is told with its parts when it does, with all that was not judged', async () => {
    let flapping = true;
    scene.answer = ({ ok }) => (ok ? (flapping ? 'note' : 'resolve') : 'note');
    for (const _ of [1, 2]) {
      await targets.cut();
      await scene.pass(5 * MINUTE_MS);
      await targets.mend();
      await scene.pass(5 * MINUTE_MS);
    }
    expect(forgotten).toBe(0);
    expect(scene.told().filter((line) => line === 'connection failing')).toHaveLength(2);
    watch.stop();
    await start();
    await scene.pass(HOUR_MS);
    flapping = false;
    await scene.pass(MINUTE_MS);
    expect(forgotten).toBe(1);
    expect(scene.observed.at(-1)?.title).toContain('for 10 min (00:01 to 00:16, 2 times)');
    const { length } = scene.observed;
    await scene.pass(HOUR_MS);
    expect(scene.observed).toHaveLength(length);
  });
});
