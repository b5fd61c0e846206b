import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import type { ProbeRun } from '../../src/core/probe.ts';
import { canariesCheck } from '../../src/doctor/checks/canaries.ts';
import { runOf } from '../probes/runs.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configOf, databaseOf, depsOf, trailOf } from './patients.ts';

const clock = createFakeClock();

function look(runs: readonly ProbeRun[], names = ['pong']) {
  const canaries = names.map((name) => ({ name }));
  const trail = trailOf({ newestRuns: () => Promise.resolve(runs) });
  return canariesCheck.run(
    depsOf({
      clock,
      configuration: { ok: true, file: null, config: configOf({ canaries, probes: [] }) },
      database: databaseOf({ trail: () => Promise.resolve(trail) }),
    }),
  );
}

const run = (changes: Partial<ProbeRun>) => runOf({ at: clock.now() - 5 * MINUTE_MS, ...changes });

it.each<[string, Partial<ProbeRun>, string, string, string | null]>([
  ['passed', {}, 'ok', 'passed 5 min ago', null],
  [
    'failed',
    { verdict: 'fail', assertions: [{ type: 'is-json', pass: false, reason: 'is no JSON' }] },
    'problem',
    'failed 5 min ago: is-json: is no JSON',
    'npx pithead canary history pong',
  ],
  [
    'is paused',
    { verdict: 'unmeasured', reason: 'paused', detail: 'paused by ada' },
    'unknown',
    'paused by ada',
    '/resume canary:pong',
  ],
  [
    'could not be asked',
    { verdict: 'unmeasured', reason: 'unauthorized', detail: '401: no such key' },
    'problem',
    'could not be asked 5 min ago (unauthorized): 401: no such key',
    'mend that, then: npx pithead canary run pong',
  ],
])('a canary that %s', async (_, changes, state, detail, fix) => {
  expect(await look([run(changes)])).toEqual([{ about: 'canary pong', state, detail, fix }]);
});

it('one that has not run yet is not known, and one that is not configured is nobody’s', async () => {
  const other = run({ probe: 'gone', verdict: 'fail' });
  expect(await look([other])).toMatchObject([{ about: 'canary pong', state: 'unknown' }]);
  expect(await look([other], [])).toEqual([]);
});
