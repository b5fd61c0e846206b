import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { logInjections } from '../support/corpora.ts';
import { pithead, pitheads, startPithead, type Ran, type Started } from './pithead.ts';

const CONFIG = 'server: { public: { port: 0 }, private: { port: 0 } }\nstorage: sqlite:kept/pithead.db\n';
/** What a terminal obeys, or what hides: none of it may come out of a command. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

const NONE: Ran = { code: null, out: '', err: '' };

let dir = '';
let started: Started;
/** What every command printed, to look for what must not be there. */
const printed: Ran[] = [];

async function run(...args: readonly string[]): Promise<Ran> {
  const [ran = NONE] = await runAll(args);
  return ran;
}

async function runAll(...lines: readonly (readonly string[])[]): Promise<readonly Ran[]> {
  const all = await pitheads(
    dir,
    lines.map((args) => [...args, '--config', 'pithead.yaml']),
  );
  printed.push(...all);
  return all;
}

async function sent(name: string, body: unknown): Promise<string> {
  writeFileSync(join(dir, name), JSON.stringify(body));
  const { out } = await run('send', 'demo', name, '--json');
  return z.object({ status: z.literal(202), id: z.string() }).parse(JSON.parse(out)).id;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-commands-'));
  writeFileSync(join(dir, 'pithead.yaml'), CONFIG);
  started = await startPithead(dir, ['--config', 'pithead.yaml']);
});
afterAll(async () => {
  await started.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('beside a running program', () => {
  it('send, trace, replay and events tell of one event', async () => {
    writeFileSync(join(dir, 'hello.json'), '{"type":"greeting","title":"Hello"}');
    const { code, out } = await run('send', 'demo', 'hello.json');
    expect(code).toBe(0);
    const [, id = ''] = /^202 accepted as (\w{13}): "npx pithead trace \1" follows it\n$/.exec(out) ?? [];
    const replayed = await run('replay', id);
    expect([replayed.code, replayed.out]).toEqual([0, `${id} is sent again to console\n`]);
    const [trace = NONE, events = NONE, status = NONE] = await runAll(['trace', id], ['events'], ['status']);
    expect(trace.out).toMatch(new RegExp(`^${id}  \\(trace [0-9a-f]{32}\\)\n`));
    expect(trace.out.match(/ {2}delivered {2}/g)).toHaveLength(2);
    expect(events.out).toMatch(
      new RegExp(`^${id} .* demo +greeting +info +console delivered, console delivered$`, 'm'),
    );
    expect(status.out).toMatch(
      /, running since .*\nno incident is open\n\nCHANNEL.*\nconsole +console +ok +0 +0\n\nSOURCE.*\ndemo +\S+ +1 +0\n$/,
    );
  });

  it('trace tells why a request was refused; replay and trace of an unknown id end with 1', async () => {
    const { publicUrl } = z
      .object({ publicUrl: z.string() })
      .parse(JSON.parse(readFileSync(join(dir, 'kept', 'run.json'), 'utf8')));
    // The second of two within a second is kept back, and written down when somebody asks for it.
    await fetch(`${publicUrl}/hooks/demo`, { method: 'POST', body: '{}' });
    const response = await fetch(`${publicUrl}/hooks/demo`, { method: 'POST', body: '{}' });
    const { requestId } = z.object({ requestId: z.string() }).parse(await response.json());
    const [refused = NONE, unknown = NONE, replayed = NONE] = await runAll(
      ['trace', requestId],
      ['trace', '0000000000000'],
      ['replay', requestId],
    );
    expect([refused.code, refused.out]).toEqual([
      0,
      expect.stringContaining('refused  401 signature_missing'),
    ]);
    expect([unknown.code, unknown.out]).toEqual([1, '']);
    expect(unknown.err).toContain('"npx pithead events" lists the newest');
    expect([replayed.code, replayed.err]).toEqual([
      1,
      `${requestId} was not replayed: no event has this id\n`,
    ]);
  });

  it('verify says that a capture verifies, or why not', async () => {
    const body = '{"type":"captured"}';
    writeFileSync(join(dir, 'body'), body);
    const capture: string[] = [];
    const server = createServer((request, response) => {
      for (let at = 0; at < request.rawHeaders.length; at += 2)
        capture.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
      response.end('<html>thank you</html>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const elsewhere = await run('send', 'demo', 'body', '--url', `http://127.0.0.1:${port}/x`);
    server.close();
    expect([elsewhere.code, elsewhere.err]).toEqual([
      1,
      `http://127.0.0.1:${port}/x answered 200, but not as Pithead does\n`,
    ]);

    writeFileSync(join(dir, 'headers'), ['POST /x HTTP/1.1', ...capture].join('\r\n'));
    writeFileSync(join(dir, 'changed'), `${body}\n`);
    const args = ['verify', '--source', 'demo', '--headers', 'headers', '--body'];
    const [good = NONE, changed = NONE, late = NONE] = await runAll(
      [...args, 'body'],
      [...args, 'changed'],
      [...args, 'body', '--now', '1700000000', '--json'],
    );
    expect([good.code, good.out]).toEqual([0, 'verified by secret 1 of demo (standard-webhooks)\n']);
    expect([changed.code, changed.out]).toEqual([
      1,
      expect.stringMatching(/^not verified: signature_mismatch: /),
    ]);
    expect([late.code, JSON.parse(late.out)]).toEqual([1, { ok: false, reason: 'timestamp_skew' }]);
  });

  it('hostile text in an event moves no cursor, in tables, in JSON, in the log or on the console', async () => {
    const hostile = logInjections.map(([, value]) => value);
    const id = await sent('hostile.json', {
      type: hostile[1],
      title: hostile[2],
      message: hostile.join('\n'),
    });
    const all = await runAll(
      ['events'],
      ['events', '--json'],
      ['trace', id],
      ['events', '--source', '\u001b[2J'],
      ['trace', '\u001b[2J\u009b'],
    );
    for (const { out, err } of all) {
      expect(out).not.toMatch(OBEYED);
      expect(err).not.toMatch(OBEYED);
    }
    expect(all[0]?.out.trimEnd().split('\n').length).toBe(
      z.array(z.unknown()).parse(JSON.parse(all[1]?.out ?? '')).length + 1,
    );
    expect(started.out()).not.toMatch(OBEYED);
    expect(started.err()).not.toMatch(OBEYED);
  });

  it('a second program on the same database does not start, and says why', async () => {
    const second = await pithead(dir, ['start', '--config', 'pithead.yaml']);
    printed.push(second);
    expect([second.code, second.out]).toEqual([1, '']);
    expect(second.err).toMatch(/^another Pithead is running on .*pithead\.db: stop it first/);
    // The first one is still found.
    expect((await run('status')).out).toContain('running since');
  });

  it('no secret was ever printed, and only their owner may read them', () => {
    for (const name of ['demo.secret', 'control.key']) {
      const file = join(dir, 'kept', name);
      const secret = readFileSync(file, 'utf8').trim();
      expect(secret.length).toBeGreaterThan(30);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(JSON.stringify(printed) + started.out() + started.err()).not.toContain(
        secret.replace(/^whsec_/, ''),
      );
    }
    expect(printed.length).toBeGreaterThan(10);
  });
});

describe('where the program has ended', () => {
  it('is stopped by SIGTERM with 0; what reads still reads, what changes says that it does not run', async () => {
    const before = await run('events', '--json');
    expect(await started.stop()).toBe(0);
    for (const line of started.out().trimEnd().split('\n')) expect(line).toMatch(/^\{"time":/);
    const [status = NONE, events = NONE, replayed = NONE] = await runAll(
      ['status'],
      ['events', '--json'],
      ['replay', '0000000000000'],
    );
    expect(status.out).toMatch(/^Pithead \S+, not running\n/);
    expect(JSON.parse(events.out)).toEqual(JSON.parse(before.out));
    expect([replayed.code, replayed.err]).toEqual([
      1,
      'the program does not run here: start it first (npm start)\n',
    ]);
  });

  it('a process that has the number of the one that ran is asked, and does not answer', async () => {
    const file = join(dir, 'kept', 'run.json');
    const run1 = { startedAt: 1, publicUrl: 'http://127.0.0.1:1', privateUrl: 'http://127.0.0.1:1' };
    writeFileSync(file, JSON.stringify({ ...run1, pid: process.pid }));
    const { code, err } = await run('replay', '0000000000000');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 can't be reached \(.*\): is the program running\?\n$/),
    ]);
  });
});
