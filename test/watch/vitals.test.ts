import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { judgeVitals } from '../../src/watch/judge-vitals.ts';
import { createVitalsReader, type Vitals } from '../../src/watch/read-vitals.ts';
import { createVitalsWatch, type VitalsWatch } from '../../src/watch/vitals.ts';
import { createScene, type Scene } from './scene.ts';

const MIB = 2 ** 20;
const WELL: Vitals = {
  rssBytes: 100 * MIB,
  heapUsedBytes: 50 * MIB,
  heapLimitBytes: 200 * MIB,
  availableBytes: 500 * MIB,
  totalBytes: 1_000 * MIB,
  loopDelayMs: 60,
};

describe('vitals are judged', () => {
  it.each<[string, Partial<Vitals>, readonly string[]]>([
    ['all is well', {}, []],
    ['85 % of the heap', { heapUsedBytes: 170 * MIB }, []],
    ['more than 85 % of the heap', { heapUsedBytes: 171 * MIB }, ['memory warning']],
    ['95 % of the heap', { heapUsedBytes: 190 * MIB }, ['memory warning']],
    ['more than 95 % of the heap', { heapUsedBytes: 191 * MIB }, ['memory critical']],
    ['5 % of a large machine left', { availableBytes: 100 * MIB, totalBytes: 2_000 * MIB }, []],
    ['less than 5 % left', { availableBytes: 99 * MIB, totalBytes: 2_000 * MIB }, ['memory warning']],
    ['50 MiB left of a small machine', { availableBytes: 50 * MIB, totalBytes: 100 * MIB }, []],
    ['less than 50 MiB left', { availableBytes: 49 * MIB, totalBytes: 100 * MIB }, ['memory warning']],
    ['less than 25 MiB left', { availableBytes: 24 * MIB, totalBytes: 100 * MIB }, ['memory critical']],
    [
      'little left of nobody knows how much',
      { availableBytes: 49 * MIB, totalBytes: null },
      ['memory warning'],
    ],
    ['nobody knows what is left', { availableBytes: null, totalBytes: null }, []],
    ['an event loop 500 ms late', { loopDelayMs: 500 }, []],
    ['an event loop later than 500 ms', { loopDelayMs: 501 }, ['event-loop warning']],
  ])('%s', (_what, changes, failing) => {
    const observations = judgeVitals({ ...WELL, ...changes });
    expect(observations.map(({ fingerprint }) => fingerprint)).toEqual(['memory', 'event-loop']);
    const bad = observations.filter(({ ok }) => !ok);
    expect(bad.map(({ fingerprint, severity }) => `${fingerprint} ${severity}`)).toEqual(failing);
    for (const { next, cause } of bad) expect([next, cause]).not.toContain(null);
  });

  it('with their figures as evidence', () => {
    const [memory, loop] = judgeVitals({ ...WELL, heapUsedBytes: 180 * MIB, loopDelayMs: 812.4 });
    expect(memory.evidence.split('\n')).toEqual([
      'JavaScript heap: 180 MiB of 200 MiB (90 %)',
      'The whole process: 100 MiB',
      'Free for programs on the machine: 500 MiB of 1000 MiB',
    ]);
    expect(loop.evidence).toContain('812 ms');
    expect([memory.policy.fire, memory.policy.resolve]).toEqual([
      { n: 3, of: 3 },
      { n: 3, of: 3 },
    ]);
    expect([loop.policy.fire, loop.policy.resolve]).toEqual([
      { n: 3, of: 5 },
      { n: 3, of: 3 },
    ]);
  });
});

describe('the watch over vitals', () => {
  let scene: Scene;
  let watch: VitalsWatch;
  let vitals: Vitals;

  async function start(): Promise<void> {
    watch = createVitalsWatch({ ...scene.deps, readVitals: () => vitals });
    await watch.start();
  }

  beforeEach(async () => {
    scene = createScene();
    vitals = WELL;
    await start();
  });
  afterEach(() => watch.stop());

  it('tells nobody that all is well', async () => {
    await scene.pass(10 * MINUTE_MS);
    expect(scene.told()).toEqual([]);
  });

  it('tells each minute what fails, and what is well again until that is believed', async () => {
    vitals = { ...WELL, availableBytes: 1 };
    await scene.pass(3 * MINUTE_MS);
    let well = 0;
    scene.answer = ({ ok }) => (!ok ? 'open' : ++well < 3 ? 'note' : 'resolve');
    vitals = WELL;
    await scene.pass(10 * MINUTE_MS);
    expect(scene.told()).toEqual([
      ...Array<string>(3).fill('memory failing'),
      ...Array<string>(3).fill('memory ok'),
    ]);
  });

  it('tells so many good ones after a single bad one that none counts with a later one', async () => {
    scene.answer = ({ ok }) => (ok ? 'none' : 'note');
    vitals = { ...WELL, loopDelayMs: 900 };
    await scene.pass(MINUTE_MS);
    vitals = WELL;
    await scene.pass(20 * MINUTE_MS);
    expect(scene.told()).toEqual(['event-loop failing', ...Array<string>(5).fill('event-loop ok')]);
  });

  it('tells that all is well after a restart where the last process told the opposite', async () => {
    vitals = { ...WELL, availableBytes: 1 };
    await scene.pass(MINUTE_MS);
    watch.stop();
    vitals = WELL;
    await start();
    await scene.pass(10 * MINUTE_MS);
    expect(scene.told()).toEqual(['memory failing', 'memory ok']);
    expect(scene.kept.get('vitals-reported')).toBe('');
  });

  it('looks at will', async () => {
    expect((await watch.rerun()).outcome).toBe('ok');
    vitals = { ...WELL, loopDelayMs: 900 };
    expect(await watch.rerun()).toMatchObject({
      outcome: 'failing',
      detail: expect.stringContaining('900 ms'),
    });
  });
});

it('the reader reads this process', () => {
  const reader = createVitalsReader();
  const { rssBytes, heapUsedBytes, heapLimitBytes, availableBytes, totalBytes, loopDelayMs } = reader.read();
  reader.stop();
  expect(heapUsedBytes).toBeLessThan(heapLimitBytes);
  expect(heapUsedBytes).toBeGreaterThan(MIB);
  expect(rssBytes).toBeGreaterThan(MIB);
  expect(availableBytes ?? 0).toBeGreaterThan(0);
  expect(totalBytes ?? 0).toBeGreaterThanOrEqual(availableBytes ?? 0);
  expect(loopDelayMs).toBeGreaterThanOrEqual(0);
});
