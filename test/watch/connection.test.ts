import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import type { Deferred } from '../../src/core/incident.ts';
import { createTimeOfDay } from '../../src/core/time-of-day.ts';
import { createConnectionWatch, type ConnectionWatch } from '../../src/watch/connection.ts';
import type { Connect } from '../../src/watch/reach.ts';
import { connectionSettings } from '../../src/watch/schema.ts';
import { tcpConnect } from '../../src/watch/tcp-connect.ts';
import { createTargets, type Targets } from './ports.ts';
import { createScene, type Scene } from './scene.ts';

let scene: Scene;
let targets: Targets;
let missed: Deferred[];
let forgotten: (readonly Deferred[])[];
let judged: number;
let judgedAtStart: number;
let cameBack: number;
/** When the newest message arrived. */
let deliveredAt: number;
let watch: ConnectionWatch;

function create(connect: Connect = tcpConnect): ConnectionWatch {
  return createConnectionWatch(connectionSettings({ targets: targets.names, every: '1m' }), {
    ...scene.deps,
    connect,
    timeOfDay: createTimeOfDay('UTC'),
    missed: () => Promise.resolve(missed),
    forget(told) {
      forgotten.push(told);
      return Promise.resolve();
    },
    judge() {
      judged += 1;
      return Promise.resolve();
    },
    cameBack() {
      cameBack += 1;
    },
    deliveredSince: (at) => deliveredAt > at,
  });
}

async function start(connect?: Connect): Promise<void> {
  watch = create(connect);
  await watch.start();
  await scene.settled();
  judgedAtStart = judged;
  judged = 0;
}

beforeEach(async () => {
  scene = createScene();
  targets = await createTargets();
  missed = [];
  forgotten = [];
  judged = 0;
  cameBack = 0;
  deliveredAt = 0;
});

afterEach(async () => {
  watch.stop();
  await targets.cut();
});

it('lets what a process left that died in a moment of doubt be judged, as nothing explains it any more', async () => {
  await start();
  expect(judgedAtStart).toBe(1);
});

describe('our own connection', () => {
  it('is up while any target answers, and nobody is told', async () => {
    await start();
    await targets.ports[0].close();
    await scene.pass(5 * MINUTE_MS);
    expect(await watch.down()).toBe(false);
    expect(scene.told()).toEqual([]);
    expect(targets.ports[1].connections()).toBe(6);
  });

  it('is down when no target answers twice, 5 s apart', async () => {
    await start();
    await targets.cut();
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual([]);
    await scene.pass(4 * SECOND_MS);
    expect(scene.told()).toEqual([]);
    await scene.pass(SECOND_MS);
    expect(scene.told()).toEqual(['connection failing']);
    const [said] = scene.observed;
    for (const target of targets.names) expect(said?.evidence).toContain(`connect ECONNREFUSED ${target}`);
    expect(said?.since).toBe(scene.now() - 5 * SECOND_MS);
    expect([said?.policy.tell, said?.remote, said?.rerun]).toEqual(['when-over', false, 'connection']);
  });

  it('says on return how long it was, when, and what was not judged, then forgets that', async () => {
    await start();
    await targets.cut();
    await scene.pass(15 * MINUTE_MS);
    missed = [
      { fingerprint: 'canary:a', title: 'a fails', count: 11, firstAt: 0, lastAt: 1 },
      { fingerprint: 'canary:b', title: 'b\nfails', count: 1, firstAt: 0, lastAt: 1 },
    ];
    await targets.mend();
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual(['connection failing', 'connection ok']);
    expect(scene.observed[1]?.title).toBe('Our own connection was down for 15 min (00:01 to 00:16)');
    expect(scene.observed[1]?.evidence.split('\n')).toEqual([
      'Not judged meanwhile: 12 checks of 2 things',
      'a fails (11 times)',
      'b fails (1 time)',
    ]);
    expect(forgotten).toEqual([missed]);
    expect(cameBack).toBe(1);
    await scene.pass(10 * MINUTE_MS);
    expect(scene.observed).toHaveLength(2);
  });

  it('forgets only what it told of, not what is deferred while it tells', async () => {
    await start();
    await targets.cut();
    await scene.pass(2 * MINUTE_MS);
    const told = { fingerprint: 'canary:a', title: 'a fails', count: 1, firstAt: 0, lastAt: 1 };
    missed = [told];
    scene.answer = ({ ok }) => {
      missed = [...missed, { ...told, fingerprint: 'canary:late' }];
      return ok ? 'resolve' : 'open';
    };
    await targets.mend();
    await scene.pass(MINUTE_MS);
    expect(forgotten).toEqual([[told]]);
  });

  it('names at most 20 of what was not judged', async () => {
    await start();
    await targets.cut();
    await scene.pass(2 * MINUTE_MS);
    missed = Array.from({ length: 23 }, (_, i) => ({
      fingerprint: `canary:${i}`,
      title: 'x'.repeat(500),
      count: 1,
      firstAt: 0,
      lastAt: 1,
    }));
    await targets.mend();
    await scene.pass(MINUTE_MS);
    const lines = scene.observed[1]?.evidence.split('\n') ?? [];
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('… and 3 more');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(150);
  });

  it('lost for a single check is told to nobody, and what was not judged then is judged', async () => {
    await start();
    await targets.cut();
    await scene.pass(MINUTE_MS);
    expect(await watch.down()).toBe(true);
    await targets.mend();
    await scene.pass(5 * SECOND_MS);
    expect(await watch.down()).toBe(false);
    expect(scene.told()).toEqual([]);
    expect([judged, forgotten]).toEqual([1, []]);
  });

  it('gives a target that never answers 5 s', async () => {
    await start();
    const silent = create((_host, _port, signal) => never(signal));
    const asked = silent.down();
    await turns();
    scene.advance(4_999);
    await turns();
    expect(scene.logged).toEqual([]);
    scene.advance(1);
    expect(await asked).toBe(true);
    expect(scene.logged.join()).toContain('no answer within 5 s');
    silent.stop();
  });
});

describe('who asks whether it is down', () => {
  it('gets the newest verdict where that is at most 15 s old, else a new one', async () => {
    await start();
    await scene.pass(15 * SECOND_MS);
    await watch.down();
    expect(targets.ports[0].connections()).toBe(1);
    await scene.pass(1);
    await watch.down();
    expect(targets.ports[0].connections()).toBe(2);
  });

  it('shares a check with all who ask meanwhile', async () => {
    await start();
    await scene.pass(20 * SECOND_MS);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => watch.down()));
    expect(new Set(verdicts)).toEqual(new Set([false]));
    expect(targets.ports[0].connections()).toBe(2);
  });

  it('is not kept waiting by the telling of it', async () => {
    const asked: boolean[] = [];
    const { observe } = scene.deps;
    scene = {
      ...scene,
      deps: {
        ...scene.deps,
        // As `alerts` does for what it judges meanwhile.
        async observe(observation) {
          asked.push(await watch.down());
          return observe(observation);
        },
      },
    };
    await start();
    await targets.cut();
    await scene.pass(2 * MINUTE_MS);
    expect(asked).toEqual([true]);
    expect(scene.told()).toEqual(['connection failing']);
  });
});

describe('a look at will', () => {
  it('says how many answered, or why none did', async () => {
    await start();
    expect(await watch.rerun()).toEqual({ outcome: 'ok', detail: '2 of 2 targets answered' });
    await targets.cut();
    const { outcome, detail } = await watch.rerun();
    expect(outcome).toBe('failing');
    expect(detail).toContain('ECONNREFUSED');
  });

  it('does not make two failing checks at once an outage: they must be 5 s apart', async () => {
    await start();
    await targets.cut();
    await watch.rerun();
    await scene.pass(4_999);
    await watch.rerun();
    await scene.settled();
    expect(scene.told()).toEqual([]);
    await scene.pass(1);
    expect(scene.told()).toEqual(['connection failing']);
  });

  it('ends the outage at once', async () => {
    await start();
    await targets.cut();
    await scene.pass(2 * MINUTE_MS);
    await targets.mend();
    await watch.rerun();
    await scene.settled();
    expect(scene.told()).toEqual(['connection failing', 'connection ok']);
  });
});

describe('a stop', () => {
  it('ends what is running at once, and nothing follows', async () => {
    await start();
    const silent = create((_host, _port, signal) => never(signal));
    const asked = silent.down();
    await turns();
    silent.stop();
    expect(await asked).toBe(false);
    watch.stop();
    await scene.settled();
    expect(scene.pending()).toBe(0);
    expect(scene.logged).toEqual([]);
  });
});

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await setImmediate();
}
