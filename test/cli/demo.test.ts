import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { createConsoleLog } from '../../src/cli/demo/console-log.ts';
import { judge, type Outcome } from '../../src/cli/demo/judge.ts';
import { BURST, CALM, bodyOf } from '../../src/cli/demo/payloads.ts';
import { report } from '../../src/cli/demo/report.ts';

const BIN = fileURLToPath(new URL('../../bin/pithead.mjs', import.meta.url));
const PAYLOADS = fileURLToPath(new URL('../../examples/payloads', import.meta.url));

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'pithead-demo-test-'));
});
afterEach(() => rmSync(temp, { recursive: true, force: true }));

function startDemo() {
  return spawn(process.execPath, [BIN, 'demo'], {
    env: { PATH: process.env['PATH'], TMPDIR: temp },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('pithead demo', () => {
  it('loses nothing over a hard kill, refuses what is bad, and ends with 0, leaving nothing behind', async () => {
    const demo = startDemo();
    const ended = once(demo, 'close');
    const [out, err] = await Promise.all([text(demo.stdout), text(demo.stderr)]);
    expect(await ended, out + err).toEqual([0, null]);
    expect(err).toBe('');
    for (const row of [
      /^ +real payloads +12 +12 +0$/m,
      /^ +forged +1 +0 +1 +401 signature_mismatch$/m,
      /^ +stale +1 +0 +1 +401 timestamp_skew$/m,
      /^ +replayed +1 +0 +1 +200 duplicate/m,
      /^ +oversized +1 +0 +1 +413 body_too_large$/m,
      /^ +delivered +12 +of 12 accepted$/m,
      /^ +lost +0 /m,
      /^ +posted again +[1-7] /m,
      /Everything is as it should be\./,
      /● Codertocat pushed 1 commit to Codertocat\/Hello-World/,
      /npx pithead send /,
    ]) {
      expect(out).toMatch(row);
    }
    expect(out, 'colours in a pipe').not.toContain('\u001b');
    expect(readdirSync(temp)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is ended by %s and leaves nothing behind', async (signal) => {
    const { exit, err, pid } = await disturb((demo) => demo.kill(signal));
    expect(exit).toEqual([1, null]);
    expect(err).toBe('the demo was interrupted\n');
    expect(readdirSync(temp)).toEqual([]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends with 1, and leaves nothing behind, when the program dies by itself', async () => {
    const { exit, err } = await disturb((_demo, pid) => process.kill(pid, 'SIGKILL'));
    expect(exit).toEqual([1, null]);
    expect(err).toMatch(/^the program died:\n/);
    expect(readdirSync(temp)).toEqual([]);
  });
});

/** Runs the demo and does something to it once its program, of process `pid`, runs. */
async function disturb(act: (demo: ReturnType<typeof startDemo>, pid: number) => void) {
  const demo = startDemo();
  const ended = once(demo, 'close');
  const err = text(demo.stderr);
  let out = '';
  let pid: number | null = null;
  for await (const chunk of demo.stdout) {
    out += String(chunk);
    if (pid !== null || !out.includes('listening on')) continue;
    pid = pidOfProgram();
    act(demo, pid);
  }
  if (pid === null) throw new Error('the program was not seen running');
  return { exit: await ended, err: await err, pid };
}

function pidOfProgram(): number {
  const [run] = globSync(join(temp, 'pithead-demo-*', 'data', 'run.json'));
  const content: unknown = JSON.parse(readFileSync(run ?? 'no run.json', 'utf8'));
  if (typeof content !== 'object' || content === null || !('pid' in content)) throw new Error('no pid');
  return Number(content.pid);
}

describe('the payloads', () => {
  it('are a dozen JSON files, each of them posted once', () => {
    const posted = [...CALM, ...BURST].map(({ source, type }) => `${source}.${type}.json`);
    const files = readdirSync(PAYLOADS).filter((file) => file.endsWith('.json'));
    expect(posted.toSorted()).toEqual(files.toSorted());
    expect(posted).toHaveLength(12);
    for (const payload of [...CALM, ...BURST])
      expect(JSON.parse(bodyOf(payload).toString())).toBeTypeOf('object');
    expect(existsSync(join(PAYLOADS, 'README.md'))).toBe(true);
  });
});

const ACCEPTED = { status: 202, id: 'e1', duplicate: false };
const CALM_ONE = { name: 'calm', answers: [ACCEPTED], delivered: true, shown: 1, marked: 0 };
const KILLED_ONE = {
  name: 'killed',
  answers: [null, { status: 200, id: 'e2', duplicate: true }],
  delivered: true,
  shown: 2,
  marked: 1,
};
const FORGED = {
  kind: 'forged',
  expect: { status: 401, reason: 'signature_mismatch' },
  status: 401,
  reason: 'signature_mismatch',
};
const GOOD: Outcome = { good: [CALM_ONE, KILLED_ONE], bad: [FORGED], eventsKept: 2, stoppedCleanly: true };

describe('judge', () => {
  it('finds nothing wrong where all is well, a marked repeat and a duplicate included', () => {
    expect(judge(GOOD)).toEqual({
      problems: [],
      accepted: 2,
      delivered: 2,
      lost: 0,
      badRefused: 1,
      postedAgain: 1,
      duplicates: 1,
      possibleRepeats: 1,
      repeats: 1,
    });
  });

  function withCalm(change: Partial<Outcome['good'][number]>): Outcome {
    return { ...GOOD, good: [{ ...CALM_ONE, ...change }, KILLED_ONE] };
  }

  test.each<[string, Outcome, RegExp]>([
    ['an accepted one is not delivered', withCalm({ delivered: false }), /^calm: accepted and LOST$/],
    ['a delivered one was never shown', withCalm({ shown: 0 }), /^calm: accepted and LOST$/],
    ['one came twice without a mark', withCalm({ shown: 2 }), /^calm: shown 2 times, 0 of them marked/],
    [
      'one became two events',
      withCalm({ answers: [ACCEPTED, { ...ACCEPTED, id: 'e3' }] }),
      /^calm: became 2 events$/,
    ],
    [
      'a first post is called a duplicate',
      withCalm({ answers: [{ status: 200, id: 'e1', duplicate: true }] }),
      /^calm: called a duplicate/,
    ],
    ['the database has more than was accepted', { ...GOOD, eventsKept: 3 }, /has 3 events, but 2/],
    [
      'a forgery was accepted',
      { ...GOOD, bad: [{ ...FORGED, status: 202 }] },
      /^forged: expected 401 .* got 202/,
    ],
    [
      'a forgery was refused for another reason',
      { ...GOOD, bad: [{ ...FORGED, reason: 'signature_missing' }] },
      /^forged: expected 401 signature_mismatch, got 401 signature_missing/,
    ],
    ['a forgery got no answer', { ...GOOD, bad: [{ ...FORGED, status: null }] }, /got no answer/],
    ['nothing was in flight at the kill', { ...GOOD, good: [CALM_ONE], eventsKept: 1 }, /in flight/],
    ['the program had to be killed at the end', { ...GOOD, stoppedCleanly: false }, /did not stop/],
  ])('says what is wrong where %s', (_what, outcome, problem) => {
    const judgement = judge(outcome);
    expect(judgement.problems).toEqual([expect.stringMatching(problem)]);
    expect(report(outcome, judgement, 1_000)).toContain(`- ${judgement.problems[0]}`);
  });

  it('names one that was never accepted, and counts it neither as delivered nor as lost', () => {
    const refused = { ...CALM_ONE, answers: [{ status: 503, id: null, duplicate: false }], delivered: false };
    const judgement = judge({ ...GOOD, good: [refused, KILLED_ONE], eventsKept: 1 });
    expect(judgement.problems).toEqual(['calm: never accepted (503)']);
    expect(judgement).toMatchObject({ accepted: 1, delivered: 1, lost: 0 });
  });
});

describe('the console, as the demo reads it', () => {
  it('counts how often an event was shown, alone or in a list, and with which mark', () => {
    const log = createConsoleLog();
    for (const line of [
      '  Pithead is running (x)',
      '12:00:00  ● One',
      '          │ 12:00:00 is a time · aaa',
      '          └ github · push · id-1 · trace',
      '',
      '             http://127.0.0.1:1/hooks/github',
      '12:00:01  (possible repeat) ● 2 messages',
      '          │ 12:00:00 ● One · github · id-1',
      '          │ 12:00:00 ● Two · github · id-2',
    ]) {
      log.feed(line);
    }
    expect(log.count('id-1')).toEqual({ shown: 2, marked: 1 });
    expect(log.count('id-2')).toEqual({ shown: 1, marked: 1 });
    expect(log.count('id-3')).toEqual({ shown: 0, marked: 0 });
    expect(log.other).toEqual(['  Pithead is running (x)', '             http://127.0.0.1:1/hooks/github']);
    expect(log.take()).toHaveLength(6);
    expect(log.take()).toEqual([]);
  });
});
