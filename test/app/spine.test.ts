import { createHmac } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { startProgram, tempDir, TOKEN, type Program } from '../support/program.ts';
import { createSink } from '../support/sinks.ts';

const SECRET = "It's a secret of the tests";
let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;
let program: Program;

const config = () => ({
  channels: { ops: { type: 'http-chat', url: chat.url } },
  sources: { gh: { scheme: 'github', secrets: [SECRET] }, door: { scheme: 'bearer', secrets: [TOKEN] } },
});

function github(body: string, secret = SECRET) {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return fetch(`${program.app.publicUrl}/hooks/gh`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': `sha256=${signature}`,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    body,
  });
}

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  clock = createFakeClock();
  program = await startProgram(dir.path, config(), { clock });
});

afterEach(async () => {
  await program.app.stop();
  await chat.close();
  dir.dispose();
});

describe('a signed webhook', () => {
  it('is acknowledged, stored and delivered, with one trace id from the request to the message', async () => {
    const response = await github('{"zen":"Keep it logically awesome.","hook":{"type":"Repository"}}');
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    await program.app.settled();
    expect(chat.got).toMatchObject([{ events: [id] }]);
    for (const key of [id, '72d3162e-cc78-11e3-81ab-4c9367dc0958']) {
      expect(await program.get(`/v1/trace/${key}`)).toMatchObject({
        id,
        traceId: '0af7651916cd43dd8448eb211c80319c',
        steps: [
          { step: 'request' },
          { step: 'verified', detail: 'github, secret 1' },
          { step: 'accepted' },
          { step: 'routed', detail: 'default to ops' },
          { step: 'delivered', detail: 'ops, try 1: message m1' },
        ],
        deliveries: [{ channel: 'ops', state: 'delivered', attempts: 1, messageId: 'm1' }],
      });
    }
    const steps = program.log().filter(({ traceId }) => traceId === '0af7651916cd43dd8448eb211c80319c');
    // One line for the request and all that was decided about it, one for its delivery.
    expect(steps).toMatchObject([
      { step: 'request', outcome: 'accept', requestId: id, type: 'ping', routes: ['default>ops'] },
      { step: 'delivered', event: id, messageId: 'm1' },
    ]);
  });

  it('that comes again is answered as a duplicate and delivered once, also after a restart, for seven days', async () => {
    const body = '{"zen":"x","hook":{}}';
    const first = (await (await github(body)).json()) as { id: string };
    await program.app.settled();
    const again = await github(body);
    expect([again.status, await again.json()]).toEqual([200, { id: first.id, duplicate: true }]);
    await program.app.stop();
    program = await startProgram(dir.path, config(), { clock });
    expect((await github(body)).status).toBe(200);
    clock.advance(7 * DAY_MS - SECOND_MS);
    expect((await github(body)).status).toBe(200);
    clock.advance(2 * SECOND_MS);
    expect((await github(body)).status).toBe(202);
    await program.app.settled();
    expect(chat.got).toHaveLength(2);
  });

  it('sent many times at once is one event', async () => {
    const body = '{"zen":"at once","hook":{}}';
    const answers = await Promise.all(Array.from({ length: 20 }, () => github(body)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array.from({ length: 19 }, () => 200), 202]);
    await program.app.settled();
    expect(chat.got).toHaveLength(1);
  });

  it('with a wrong signature does not use up the id of the right one', async () => {
    expect((await github('{"zen":"y","hook":{}}', 'wrong')).status).toBe(401);
    expect((await github('{"zen":"y","hook":{}}')).status).toBe(202);
  });
});

describe('a refused request', () => {
  it('can be looked up by its id at once, and says why to the operator only', async () => {
    const refused: string[] = [];
    for (let count = 0; count < 3; count++) {
      const response = await github('{}', 'wrong');
      const body = (await response.json()) as { error: string; requestId: string };
      expect(Object.keys(body)).toEqual(['error', 'requestId']);
      refused.push(body.requestId);
    }
    for (const id of refused) {
      expect(await program.get(`/v1/trace/${id}`)).toMatchObject({
        steps: [{ step: 'request' }, { step: 'refused', detail: '401 signature_mismatch' }],
        deliveries: [],
      });
    }
    expect(await program.get('/v1/status')).toMatchObject({
      sources: [{ name: 'gh', refused: 3, accepted: 0 }, {}],
    });
  });
});

describe('a clock that can’t be trusted', () => {
  it('answers 503 to everybody until it can, and nothing is lost', async () => {
    await program.app.stop();
    clock = createFakeClock(Date.UTC(2019, 11, 31, 23));
    program = await startProgram(dir.path, config(), { clock });
    expect((await github('{"zen":"z","hook":{}}')).status).toBe(503);
    const unknown = await fetch(`${program.app.publicUrl}/hooks/nobody`, { method: 'POST' });
    expect([unknown.status, unknown.headers.has('retry-after')]).toEqual([503, true]);
    expect(await program.get('/readyz')).toMatchObject({
      status: 'not ready',
      dependencies: expect.arrayContaining([{ name: 'clock', ok: false, detail: 'before-release' }]),
    });
    clock.advance(HOUR_MS);
    expect((await github('{"zen":"z","hook":{}}')).status).toBe(202);
  });
});

describe('the program', () => {
  it('with nothing configured has a demo source, whose secret is made once and kept to its owner', async () => {
    const home = tempDir();
    const options = { env: {}, dir: home.path, stdout: createSink(), stderr: createSink() };
    const bare = { server: { public: { port: 0 }, private: { port: 0 } } };
    const secrets: string[] = [];
    for (let start = 0; start < 2; start++) {
      const app = createApp(bare, options);
      await app.start();
      secrets.push(readFileSync(join(home.path, 'data', 'demo.secret'), 'utf8'));
      const response = await fetch(`${app.publicUrl}/hooks/demo`, { method: 'POST', body: 'x' });
      expect(response.status).toBe(401);
      await app.stop();
    }
    expect(secrets[0]).toBe(secrets[1]);
    for (const file of ['demo.secret', 'control.key', 'pithead.db']) {
      expect(statSync(join(home.path, 'data', file)).mode & 0o777).toBe(0o600);
    }
    home.dispose();
  });

  it('refuses a second one on the same database', async () => {
    await expect(startProgram(dir.path, config(), { clock })).rejects.toThrow(/another Pithead is running/);
    expect((await github('{"zen":"still here","hook":{}}')).status).toBe(202);
  });

  it('stops within its five seconds though a channel hangs, and sends at the next start, marked as a repeat', async () => {
    chat.mood = { as: 'hang' };
    await program.post({ title: 'one' });
    await program.post({ title: 'two' });
    await chat.hanging();
    const began = performance.now();
    await program.app.stop();
    expect(performance.now() - began).toBeLessThan(7_000);
    chat.mood = { as: 'ok' };
    program = await startProgram(dir.path, config(), { clock });
    await program.app.settled();
    expect(chat.got).toMatchObject([
      { title: 'one', repeat: true },
      { title: 'two', repeat: false },
    ]);
  });

  it('at a stop sends what waits before it ends', async () => {
    chat.delayMs = 20;
    const sent = Array.from({ length: 30 }, (_, index) => program.post({ title: `event ${index}` }));
    await Promise.all(sent);
    await program.app.stop();
    expect(chat.got.flatMap(({ events }) => events)).toHaveLength(30);
    program = await startProgram(dir.path, config(), { clock });
    await program.app.settled();
    expect(chat.got.flatMap(({ events }) => events)).toHaveLength(30);
  });

  it('shows no secret anywhere: not in the log, not in a message, not in the trail', async () => {
    await program.post({ title: `look: ${SECRET}`, note: TOKEN });
    await program.app.settled();
    const seen = JSON.stringify([program.log(), await program.get('/v1/status')]);
    expect(seen).not.toContain(SECRET);
    expect(seen).not.toContain(TOKEN);
    expect(JSON.stringify(chat.got)).not.toContain(SECRET);
    expect(JSON.stringify(chat.got)).not.toContain(TOKEN);
    expect(chat.got).toMatchObject([{ title: 'look: [redacted]' }]);
  });
});
