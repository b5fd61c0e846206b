import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { createReporter } from '../../src/watch/reporter.ts';
import { createReruns } from '../../src/watch/reruns.ts';
import { createRounds } from '../../src/watch/rounds.ts';
import { AT_ONCE } from '../../src/watch/policies.ts';
import { createScene } from './scene.ts';

describe('rounds', () => {
  it('never overlap, and are counted from the end of the last one', async () => {
    const scene = createScene();
    const ends: (() => void)[] = [];
    const rounds = createRounds(scene.deps, 'test', {
      run: () => new Promise<void>((resolve) => ends.push(resolve)),
      nextMs: () => MINUTE_MS,
    });
    rounds.start('now');
    await setImmediate();
    scene.advance(10 * MINUTE_MS);
    await setImmediate();
    void rounds.look();
    await setImmediate();
    expect([ends.length, scene.deps.activity.idle]).toEqual([1, false]);
    ends[0]?.();
    await setImmediate();
    expect(scene.deps.activity.idle).toBe(true);
    scene.advance(MINUTE_MS - 1);
    await setImmediate();
    expect(ends).toHaveLength(1);
    scene.advance(1);
    await setImmediate();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    rounds.stop();
    await scene.settled();
    expect(scene.pending()).toBe(0);
  });

  it('go on after one that broke, which is logged', async () => {
    const scene = createScene();
    let count = 0;
    const rounds = createRounds(scene.deps, 'test', {
      run: () => Promise.reject(new Error(`broke ${++count}`)),
      nextMs: () => MINUTE_MS,
    });
    rounds.start('later');
    await scene.pass(2 * MINUTE_MS);
    expect(scene.logged).toEqual([
      'watch-failed {"watch":"test","error":"broke 1"}',
      'watch-failed {"watch":"test","error":"broke 2"}',
    ]);
    rounds.stop();
    await expect(rounds.look()).rejects.toThrow('it was stopped');
  });
});

describe('looking again by name', () => {
  const rerun = createReruns(
    new Map([
      ['database', () => Promise.resolve({ outcome: 'ok', detail: 'it can be written' } as const)],
      ['vitals', () => Promise.reject(new Error('it was stopped'))],
    ]),
  );

  it.each([
    ['database', { outcome: 'ok', detail: 'it can be written' }],
    ['vitals', { outcome: 'unmeasured', detail: 'it was stopped' }],
    ['moon', { outcome: 'unknown', names: ['database', 'vitals'] }],
  ])('%s', async (name, answer) => {
    expect(await rerun(name)).toEqual(answer);
  });
});

it('a failing observation that was stored while its name could not be kept is kept with the next one', async () => {
  const scene = createScene();
  const { memory, ...deps } = scene.deps;
  let broken = true;
  const keep = (name: string, value: string) =>
    broken ? Promise.reject(new Error('locked')) : memory.keep(name, value);
  const reporter = createReporter({ ...deps, memory: { ...memory, keep } }, 'reported');
  const observation = {
    fingerprint: 'thing',
    source: 'pithead',
    ok: false,
    severity: 'warning',
    title: 'a thing fails',
    evidence: '',
    cause: null,
    next: null,
    labels: {},
    remote: false,
    rerun: null,
    except: [],
    policy: AT_ONCE,
  } as const;
  await reporter.report(observation);
  broken = false;
  await reporter.report(observation);
  expect(scene.kept.get('reported')).toBe('["thing"]');
  await reporter.report({ ...observation, ok: true });
  expect([scene.kept.get('reported'), scene.told().length]).toEqual(['', 3]);
});
