import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCanaryProgram } from '../../src/cli/demo/canary-program.ts';
import { createConsoleLog } from '../../src/cli/demo/console-log.ts';
import { BURST, CALM, bodyOf } from '../../src/cli/demo/payloads.ts';
import { DAY_MS } from '../../src/core/duration.ts';

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
      /^ +Wed 03:00:01 .* FAILED +ask again, stay quiet\n +Wed 03:00:31 .* passed +a blip: nobody woken$/m,
      /^ +Wed 09:01:01 .* FAILED +3 of 3: now tell\n +09:01:04 +▲ warning: pong is slow \(small-model\)$/m,
      /^ +├ Likely cause: .+\n +├ Do next: \/canaries pong /m,
      /^ +Wed 09:05:00 +npx pithead ack \w+ .*\n +Wed 10:00:01 .* FAILED +known: stay quiet$/m,
      /^ +11:01:32 +\(re \S+\) ● pong is as fast as usual again \(small-model\)$/m,
      /^ +18:30:00 +✓ pong passed .*\n.*\n.* 45 passed, 5 failed, 0 not measured\n +│ [▃×]{24}$/m,
      /^ +canary +50 +runs; 1 blip woke nobody\n +slow at 09:00, told after 3 runs, resolved 11:01$/m,
      /^ +07:00:00 +▲ warning: Cost unknown: new-model at openai$/m,
      /^ +08:05:00 +▲ warning: digest has used 84 % of its day budget: \$0\.84 of \$1\.00$/m,
      /^ +Tue 08:05:00 +\/v1\/reservations: \$0\.30 +402\n +the day's budget of digest has no room for \$0\.30/m,
      /^ +new-model +1 .* unknown$/m,
      /^ +model calls +15 +calls for \$0\.84, 1 of unknown cost; what had no room: 402$/m,
      /npx pithead canary list /,
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

describe('the program with the canary', () => {
  it('ends in the midst of its days, and nothing of it listens or starts again', async () => {
    const before = listening();
    const start = Date.UTC(2026, 2, 3);
    const program = createCanaryProgram(temp);
    const end = new AbortController();
    program.answerIn(800);
    await program.start(start);
    expect(listening()).toBe(before + 3);
    const passing = program.passUntil(start + 365 * DAY_MS, end.signal);
    end.abort(new Error('enough'));
    await expect(passing).rejects.toThrow('enough');
    await program.close();
    await expect.poll(listening).toBe(before);
    await expect(program.start(start)).rejects.toThrow('the demo is over');
    await expect(program.incidents()).rejects.toThrow('the demo is over');
  });
});

function listening(): number {
  return process.getActiveResourcesInfo().filter((what) => what === 'TCPServerWrap').length;
}

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
