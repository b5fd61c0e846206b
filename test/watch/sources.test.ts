import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createSourceWatch, type SourceWatch, type WatchedSource } from '../../src/watch/sources.ts';
import { createScene, type Scene } from './scene.ts';

const GITHUB: WatchedSource = { name: 'github', expectMs: DAY_MS };
const DOOR: WatchedSource = { name: 'door', expectMs: null };

let scene: Scene;
let watch: SourceWatch;
let lastEventAt: Map<string, number>;

async function start(sources: readonly WatchedSource[] = [GITHUB, DOOR]): Promise<void> {
  watch = createSourceWatch({ ...scene.deps, sources, lastEventAt: () => Promise.resolve(lastEventAt) });
  await watch.start();
}

async function restart(sources?: readonly WatchedSource[]): Promise<void> {
  watch.stop();
  await start(sources);
}

function refuse(source: string, reason: string, count: number, ip = '203.0.113.7'): void {
  for (let i = 0; i < count; i++) watch.refused(source, { reason, at: scene.now(), ip, requestId: `r${i}` });
}

beforeEach(() => {
  scene = createScene();
  lastEventAt = new Map();
});

afterEach(() => watch.stop());

describe('a silent source', () => {
  it('is told once when nothing came for as long as expected, and is well with the next event', async () => {
    lastEventAt.set('github', scene.now() - 2 * HOUR_MS);
    await start();
    await scene.pass(22 * HOUR_MS - MINUTE_MS);
    expect(scene.told()).toEqual([]);
    await scene.pass(3 * HOUR_MS);
    expect(scene.told()).toEqual(['source:github:silent failing']);
    expect(scene.observed[0]).toMatchObject({
      since: scene.now() - 3 * HOUR_MS + MINUTE_MS,
      title: 'github has sent nothing for 1 d',
      severity: 'warning',
      labels: { source: 'github' },
      remote: false,
    });
    expect(scene.observed[0]?.next).toContain('/events github shows');
    watch.accepted('github', scene.now());
    await scene.pass(HOUR_MS);
    expect(scene.told()).toEqual(['source:github:silent failing', 'source:github:silent ok']);
  });

  it('that never sent anything is waited for since the first start, over restarts', async () => {
    await start();
    await scene.pass(13 * HOUR_MS);
    await restart();
    await scene.pass(10 * HOUR_MS);
    expect(scene.told()).toEqual([]);
    await scene.pass(2 * HOUR_MS);
    expect(scene.observed[0]?.title).toBe('github has sent nothing for 1 d');
    expect(scene.observed[0]?.evidence).toContain(
      'Nothing has come from it yet; something is expected every 1 d.',
    );
    expect(scene.observed[0]?.evidence).toContain('Pithead itself was started 11 h ago');
  });

  it('is well again after a restart, too', async () => {
    await start();
    await scene.pass(25 * HOUR_MS);
    lastEventAt.set('github', scene.now());
    await restart();
    await scene.pass(2 * MINUTE_MS);
    expect(scene.told()).toEqual(['source:github:silent failing', 'source:github:silent ok']);
  });

  it('is told again until it can be stored', async () => {
    await start();
    scene.broken = true;
    await scene.pass(25 * HOUR_MS, HOUR_MS);
    scene.broken = false;
    await scene.pass(5 * MINUTE_MS);
    expect(scene.told()).toEqual(['source:github:silent failing']);
  });

  it('may be silent where the configuration says no more', async () => {
    await start();
    await scene.pass(25 * HOUR_MS, HOUR_MS);
    await restart([{ ...GITHUB, expectMs: null }]);
    await scene.pass(MINUTE_MS);
    expect(scene.told().at(-1)).toBe('source:github:silent ok');
  });

  it('that is no longer configured leaves no incident behind', async () => {
    await start();
    await scene.pass(25 * HOUR_MS, HOUR_MS);
    await restart([DOOR]);
    expect(scene.told()).toEqual(['source:github:silent failing', 'source:github:silent ok']);
    expect(scene.observed[1]?.title).toBe('github is no longer configured');
  });

  it('remembers only sources that are configured', async () => {
    scene.kept.set('sources', JSON.stringify({ github: 1, gone: 2 }));
    await start();
    expect(JSON.parse(scene.kept.get('sources') ?? '')).toEqual({ github: 1 });
  });
});

describe('failed verifications', () => {
  it('are told from five in a row on, with their reasons and the last addresses', async () => {
    await start();
    refuse('door', 'signature_mismatch', 4);
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual([]);
    for (let i = 0; i < 9; i++) refuse('door', 'timestamp_skew', 1, `203.0.113.${i}`);
    await scene.pass(MINUTE_MS);
    expect(scene.observed[0]).toMatchObject({
      fingerprint: 'source:door:verification',
      title: 'door: 13 requests in a row failed verification',
      cause: "the sender's clock or ours is wrong, or old requests are sent again",
      policy: { quietMs: HOUR_MS },
    });
    const evidence = scene.observed[0]?.evidence;
    expect(evidence).toContain('signature_mismatch: 4\ntimestamp_skew: 9');
    expect(evidence).toContain('from 203.0.113.8, 203.0.113.7, 203.0.113.6, 203.0.113.5, 203.0.113.4');
    expect(evidence).not.toContain('203.0.113.3');
    expect(scene.observed[0]?.next).toMatch(/^\/trace r0 says more/);
  });

  it('say how long they took, whenever that is judged', async () => {
    await start();
    refuse('door', 'signature_mismatch', 4);
    scene.advance(10_000);
    refuse('door', 'signature_mismatch', 1);
    await scene.pass(MINUTE_MS);
    expect(scene.observed[0]?.evidence).toContain('Within 10 s, ');
  });

  it('are no row where an accepted event stands between', async () => {
    await start();
    for (let i = 0; i < 10; i++) {
      refuse('door', 'signature_mismatch', 4);
      watch.accepted('door', scene.now());
    }
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual([]);
  });

  it('of an attack cost one observation a minute, and none where nothing is new', async () => {
    await start();
    for (let minute = 0; minute < 3; minute++) {
      refuse('door', 'signature_mismatch', 10_000);
      await scene.pass(MINUTE_MS);
    }
    await scene.pass(HOUR_MS);
    expect(scene.observed.map(({ title }) => title)).toEqual([
      'door: 10000 requests in a row failed verification',
      'door: 20000 requests in a row failed verification',
      'door: 30000 requests in a row failed verification',
    ]);
  });

  it('are over with the next accepted event, also of another process', async () => {
    await start();
    refuse('door', 'signature_mismatch', 5);
    await scene.pass(2 * MINUTE_MS);
    await restart();
    await scene.pass(2 * MINUTE_MS);
    expect(scene.told()).toEqual(['source:door:verification failing']);
    watch.accepted('door', scene.now());
    await scene.pass(2 * MINUTE_MS);
    expect(scene.told()).toEqual(['source:door:verification failing', 'source:door:verification ok']);
  });

  it.each(['address_not_allowed', 'body_too_large', 'stopping', 'duplicate', 'unheard_of'])(
    'do not count a refusal as %s',
    async (reason) => {
      await start();
      refuse('door', reason, 100);
      await scene.pass(MINUTE_MS);
      expect(scene.told()).toEqual([]);
    },
  );

  it('of sources that are not configured leave no trace', async () => {
    await start();
    for (let i = 0; i < 1_000; i++) refuse(`stranger-${i}`, 'signature_mismatch', 10);
    await scene.pass(MINUTE_MS);
    expect(scene.told()).toEqual([]);
  });
});

describe('a noisy source', () => {
  it('is told when 20 requests were refused by the limit within 5 min', async () => {
    await start();
    refuse('door', 'rate_limited', 19);
    await scene.pass(5 * MINUTE_MS);
    expect(scene.told()).toEqual([]);
    refuse('door', 'rate_limited', 1);
    await scene.pass(5 * MINUTE_MS);
    expect(scene.observed[0]).toMatchObject({
      fingerprint: 'source:door:noisy',
      policy: { quietMs: 30 * MINUTE_MS },
    });
    expect(scene.observed).toHaveLength(1);
  });

  it('is none where they came over a longer time', async () => {
    await start();
    for (let i = 0; i < 40; i++) {
      refuse('door', 'rate_limited', 1);
      await scene.pass(20_000, 20_000);
    }
    expect(scene.told()).toEqual([]);
  });

  it('is told once a minute as long as it goes on, also where it could not be stored at first', async () => {
    await start();
    scene.broken = true;
    refuse('door', 'rate_limited', 100);
    await scene.pass(MINUTE_MS);
    scene.broken = false;
    refuse('door', 'rate_limited', 10_000);
    await scene.pass(5 * MINUTE_MS);
    expect(scene.observed.map(({ evidence }) => evidence)).toEqual([
      expect.stringContaining('10100 requests were refused'),
    ]);
  });
});

it('stops at once', async () => {
  await start();
  watch.stop();
  refuse('door', 'signature_mismatch', 5);
  await scene.pass(HOUR_MS);
  expect([scene.pending(), scene.told()]).toEqual([0, []]);
});
