import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Overrides } from '../../src/app.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';
import { failingSqlite } from '../support/slow-store.ts';
import { startTunnel, type Passing, type Tunnel } from './loopback-tunnel.ts';

const START = Date.UTC(2026, 10, 28, 12, 30);
const runSchema = z.object({
  verdict: z.string(),
  latencyMs: z.number().nullable(),
  output: z.string(),
  traceId: z.string(),
  assertions: z.array(z.object({ type: z.string(), pass: z.boolean(), reason: z.string() })),
});
type Run = z.infer<typeof runSchema>;
const incidentsSchema = z.array(
  z.object({ fingerprint: z.string(), state: z.string(), title: z.string(), cause: z.string().nullable() }),
);
const eventsSchema = z.array(
  z.object({
    source: z.string(),
    traceId: z.string(),
    deliveries: z.array(
      z.object({ channel: z.string(), state: z.string(), messageId: z.string().nullable() }),
    ),
  }),
);

let dir: ReturnType<typeof tempDir>;
let clock: FakeClock;
let chat: Chat;
let other: Chat;
let tunnel: Tunnel;
let program: Program | null = null;
beforeEach(async () => {
  dir = tempDir();
  clock = createFakeClock(START);
  chat = await startChat();
  other = await startChat();
  tunnel = await startTunnel();
});
afterEach(async () => {
  await stop();
  await Promise.all([chat.close(), other.close(), tunnel.close()]);
  dir.dispose();
});

async function start(
  more: Readonly<Record<string, unknown>> = {},
  overrides: Overrides = {},
): Promise<Program> {
  const config = {
    server: { public: { port: 0 }, private: { port: 0 }, publicUrl: tunnel.url },
    timezone: 'UTC',
    channels: { ops: { type: 'http-chat', url: chat.url }, other: { type: 'http-chat', url: other.url } },
    probes: { 'way-in': { type: 'loopback', channel: 'ops', timeout: '10m' } },
    ...more,
  };
  program = await startProgram(dir.path, config, { clock, ...overrides });
  tunnel.to = program.app.publicUrl;
  return program;
}

async function stop(): Promise<void> {
  await program?.app.stop();
  program = null;
}

/** Runs it now, and gives what `canary run` prints. */
async function run({ app }: Program): Promise<Run> {
  const response = await fetch(`${app.privateUrl}/v1/canaries/way-in/run`, { method: 'POST' });
  return runSchema.parse(await response.json());
}

/** What failed in a run, each in a line. */
function failuresOf({ assertions }: Run): readonly string[] {
  return assertions.flatMap(({ type, pass, reason }) => (pass ? [] : [`${type}: ${reason}`]));
}

/** Lets an hour pass, and the minute within which its runs begin. */
async function anHour({ app }: Program): Promise<void> {
  for (const ms of [HOUR_MS - MINUTE_MS, MINUTE_MS]) {
    clock.advance(ms);
    await app.settled();
  }
}

/** Lets the runs that confirm a first failure, or its end, be made. */
async function confirmed({ app }: Program): Promise<void> {
  for (let n = 0; n < 4; n++) {
    clock.advance(MINUTE_MS / 2);
    await app.settled();
  }
}

async function incidentsOf(running: Program): Promise<z.infer<typeof incidentsSchema>> {
  return incidentsSchema.parse(await running.get('/v1/incidents'));
}

describe('the way in from outside', () => {
  it('is tried hourly, and is one message that is edited, also after a restart, in its channel alone', async () => {
    const routes = [{ name: 'all', to: ['other'] }];
    const first = await start({ routes });
    clock.advance(MINUTE_MS);
    await anHour(first);
    expect(tunnel.got).toEqual(Array.from({ length: 4 }, () => 'POST /hooks/way-in'));
    await anHour(first);
    await stop();
    const second = await start({ routes });
    await anHour(second);
    expect(chat.got.map(({ kind, ref, silent, status }) => ({ kind, ref, silent, status }))).toEqual([
      { kind: 'post', ref: null, silent: true, status: null },
      { kind: 'edit', ref: 'm1', silent: true, status: null },
      { kind: 'edit', ref: 'm1', silent: true, status: null },
    ]);
    expect(chat.shown.get('m1')?.title).toBe(
      `Loopback way-in ✓ 28 Nov 2026, 15:30 UTC: a signed event came in through ${tunnel.url} within 0 ms and got here`,
    );
    expect(other.got).toEqual([]);
  });

  it('answers each request as it deserves, and ends as a message id in the chat', async () => {
    const running = await start();
    const lengths: number[] = [];
    tunnel.pass = ({ body }) => void lengths.push(body.length);
    const done = await run(running);
    expect(lengths.at(-1)).toBe(262_145);
    expect(done).toMatchObject({ verdict: 'pass', latencyMs: 0 });
    expect(done.assertions).toEqual([
      { type: 'signed', pass: true, reason: '202 in 0 ms' },
      { type: 'replayed', pass: true, reason: '200 in 0 ms' },
      { type: 'forged', pass: true, reason: '401 in 0 ms' },
      { type: 'oversized', pass: true, reason: '413 in 0 ms' },
      { type: 'delivered', pass: true, reason: 'in 0 ms as m1' },
    ]);
    expect(done.output).toBe('202 in 0 ms, delivered in 0 ms as m1');
    const delivery = { channel: 'ops', state: 'delivered', messageId: 'm1' };
    expect(eventsSchema.parse(await running.get('/v1/events?source=way-in'))).toEqual([
      { source: 'way-in', traceId: done.traceId, deliveries: [delivery] },
    ]);
  });

  it('is told to be broken, with the hop, when that is confirmed, and to be well again', async () => {
    const running = await start();
    tunnel.pass = (request) => void (request.body = Buffer.from('{}'));
    await anHour(running);
    await confirmed(running);
    // And nothing else: that the source gets forged requests, five in a row and more, is our own doing.
    expect(await incidentsOf(running)).toEqual([
      {
        fingerprint: 'probe:way-in:loopback',
        state: 'firing',
        title: "way-in: events don't come in from outside (the signature)",
        cause:
          'the signature: its signature does not fit: the body, or a header that is signed, was changed on the way',
      },
    ]);
    expect(other.got.map(({ kind, silent }) => ({ kind, silent }))).toEqual([
      { kind: 'post', silent: false },
    ]);
    tunnel.mend();
    await anHour(running);
    await confirmed(running);
    expect(await incidentsOf(running)).toMatchObject([{ state: 'resolved' }]);
  });
});

function answering(status: number, only: (request: Passing) => boolean = () => true): Tunnel['answer'] {
  return (response, request) => only(request) && Boolean(response.writeHead(status).end('<html>'));
}

describe('of what breaks the way in, a run says which hop it is:', () => {
  it('all that is on the way', async () => {
    const running = await start();
    const broken: readonly [Partial<Tunnel>, RegExp][] = [
      [{ answer: answering(530) }, /^signed: nothing came in: the tunnel or proxy answers 530$/],
      [{ answer: answering(200) }, /^signed: nothing came in: something else answers there, with 200$/],
      [{ answer: (response) => Boolean(response.destroy()) }, /^signed: nothing came in: the connection was/],
      [
        { pass: ({ headers }) => void delete headers['webhook-signature'] },
        /^signed: its signature was drop/,
      ],
      [{ pass: (request) => void (request.path = '/base') }, /^signed: it came in at another path/],
      [
        { pass: (request) => sendTwice(request, running) },
        /^signed: something on the way sends a request twice/,
      ],
      [{ pass: (request) => void (request.body = Buffer.from('{}')) }, /^signed: its signature does not fit/],
      [
        { answer: answering(200, ({ body }) => body.length > 262_144) },
        /^oversized: nothing came in: something/,
      ],
      [{ pass: ({ headers }) => void delete headers['traceparent'] }, /^nothing$/],
      [{ pass: () => clock.advance(6 * MINUTE_MS) }, /^signed: its time was more than 5 minutes off/],
    ];
    for (const [how, reason] of broken) {
      tunnel.mend();
      Object.assign(tunnel, how);
      expect(failuresOf(await run(running))[0] ?? 'nothing').toMatch(reason);
    }
  });

  it('the database', async () => {
    const engine = failingSqlite();
    const running = await start(
      { storage: `failingsqlite:${join(dir.path, 'pithead.db')}` },
      { engines: [engine] },
    );
    engine.fail = true;
    expect(failuresOf(await run(running))).toEqual(['signed: it could not be written to the database']);
    engine.fail = false;
  });

  it('the chat, which is not waited for where it has been failing', async () => {
    const running = await start();
    chat.mood = { as: 'status', status: 403 };
    expect(failuresOf(await run(running))).toEqual([
      'delivered: ops did not take it: forbidden: the chat answered 403',
    ]);
    chat.mood = { as: 'status', status: 500 };
    expect(failuresOf(await run(running))).toEqual([
      'delivered: ops did not take it: server-error: the chat answered 500',
    ]);
    expect(failuresOf(await run(running))).toEqual([
      'delivered: it waits, because ops has been failing: the chat answered 500',
    ]);
    chat.mood = { as: 'ok' };
    clock.advance(MINUTE_MS);
    await running.app.settled();
    expect(await run(running)).toMatchObject({ verdict: 'pass' });
    expect(Array.from(chat.shown.values()).filter(({ title }) => title.startsWith('Loopback'))).toHaveLength(
      1,
    );
  });
});

/** As a proxy that tries again. */
async function sendTwice({ path, headers, body }: Passing, { app }: Program): Promise<void> {
  const { traceparent, ...signed } = Object.fromEntries(
    ['traceparent', 'content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      String(headers[name]),
    ]),
  );
  await fetch(app.publicUrl + path, {
    method: 'POST',
    headers: { ...signed, traceparent: traceparent ?? '' },
    body: new Uint8Array(body),
  });
}
