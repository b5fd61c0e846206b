import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFakeClock } from '../support/fake-clock.ts';
import { answers, breaks, hangs } from '../support/models/replies.ts';
import { CA_FILE, OTHER_CA_FILE, startModelServer, type ModelServer } from '../support/models/server.ts';
import { callWith, depsWith, GOING, KEY, NAMES, providerAt, providerOf, TRACE } from './asking.ts';

let plain: ModelServer;
let secure: ModelServer;
let trap: ModelServer;
let mute: Server;
let mutePort: number;
beforeAll(async () => {
  [plain, secure, trap] = await Promise.all([
    startModelServer(),
    startModelServer({ tls: true, key: KEY }),
    startModelServer(),
  ]);
  mute = createServer((socket) => void socket.resume().on('error', () => {})).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  mutePort = (mute.address() as AddressInfo).port;
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(async () => {
  mute.close();
  await Promise.all([plain.close(), secure.close(), trap.close()]);
});

const readFile = (path: string): string => readFileSync(path, 'utf8');

describe.each(NAMES)('over the API %s', (api) => {
  it.each([
    ['a port where nobody listens', 'http://127.0.0.1:1', /ECONNREFUSED/],
    ['a name that does not exist', 'http://nobody.invalid', /ENOTFOUND|EAI_AGAIN/],
  ])('%s is unreachable', async (_, baseUrl, detail) => {
    const asked = await providerOf(api, { baseUrl }).ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'unmeasured', reason: 'unreachable', retryAfterMs: null });
    expect(asked).toMatchObject({ detail: expect.stringMatching(detail) });
  });

  it('a host whose certificate nobody known has signed is unreachable, and is told what would help', async () => {
    expect(await providerAt(secure, api).ask(callWith(), GOING)).toMatchObject({
      outcome: 'unmeasured',
      reason: 'unreachable',
      detail: expect.stringMatching(/certificate.*; name the file of its CA as `ca`$/),
    });
  });

  it('a host of an own CA is reached with that, and not with another', async () => {
    const deps = depsWith({ readFile });
    const known = providerOf(api, { baseUrl: secure[api], ca: CA_FILE }, deps);
    expect(await known.ask(callWith(), GOING)).toMatchObject({ answer: { output: 'pong' } });
    const other = providerOf(api, { baseUrl: secure[api], ca: OTHER_CA_FILE }, deps);
    expect(await other.ask(callWith(), GOING)).toMatchObject({ reason: 'unreachable' });
  });

  it('a connection that does not come about in time is unreachable, not slow', async () => {
    const clock = createFakeClock();
    const arrived: Promise<readonly Socket[]> = once(mute, 'connection');
    const provider = providerOf(api, { baseUrl: `https://127.0.0.1:${mutePort}` }, depsWith({ clock }));
    const asked = provider.ask(callWith({ timeoutMs: 5_000 }), GOING);
    const [socket] = await arrived;
    clock.advance(5_000);
    expect(await asked).toEqual({
      outcome: 'unmeasured',
      reason: 'unreachable',
      detail: 'no connection within 5 s',
      retryAfterMs: null,
    });
    // Nobody waits on for it.
    if (socket?.closed === false) await once(socket, 'close');
  });

  it('leaves no connection open, however it ends', async () => {
    const clock = createFakeClock();
    const deps = depsWith({ clock });
    plain.next(answers('pong'), breaks('not-json'), answers('x'.repeat(1_100_000)), hangs('text'));
    for (const _ of ['answered', 'broken', 'too long'])
      await providerAt(plain, api, deps).ask(callWith(), GOING);
    const first = Promise.withResolvers<number>();
    const asked = providerAt(plain, api, deps).ask(callWith({ firstToken: first.resolve }), GOING);
    await first.promise;
    clock.advance(30_000);
    await asked;
    await plain.idle();
  });

  it('takes nothing from the environment', async () => {
    const lines = ['X-Evil: 1', 'Authorization: Bearer evil', 'anthropic-version: 1999-01-01'].join('\n');
    for (const [name, value] of Object.entries({
      OPENAI_API_KEY: 'evil',
      OPENAI_ADMIN_KEY: 'evil',
      OPENAI_BASE_URL: `${trap.openai}/evil`,
      OPENAI_ORG_ID: 'evil',
      OPENAI_PROJECT_ID: 'evil',
      OPENAI_CUSTOM_HEADERS: lines,
      OPENAI_LOG: 'debug',
      ANTHROPIC_API_KEY: 'evil',
      ANTHROPIC_AUTH_TOKEN: 'evil',
      ANTHROPIC_BASE_URL: `${trap.anthropic}/evil`,
      ANTHROPIC_PROFILE: 'evil',
      ANTHROPIC_CUSTOM_HEADERS: lines,
      ANTHROPIC_LOG: 'debug',
      HTTP_PROXY: trap.anthropic,
      http_proxy: trap.anthropic,
      HTTPS_PROXY: trap.anthropic,
      NODE_USE_ENV_PROXY: '1',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    })) {
      vi.stubEnv(name, value);
    }
    const said = (['debug', 'log', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level),
    );
    // A chunk that is no JSON is what both SDKs complain of on the console; Anthropic's warns of this model, too.
    plain.next(breaks('not-json'), answers('pong'));
    const call = callWith({ model: 'claude-2.1' });
    await providerAt(plain, api).ask(call, GOING);
    expect(await providerAt(plain, api).ask(call, GOING)).toMatchObject({ outcome: 'answered' });
    for (const spy of said) expect(spy).not.toHaveBeenCalled();

    const before = secure.requests.length;
    expect(await providerAt(secure, api).ask(call, GOING)).toMatchObject({ reason: 'unreachable' });
    expect(secure.requests.length).toBe(before);

    expect(trap.requests).toEqual([]);
    const { host: _, 'content-length': __, ...headers } = plain.requests.at(-1)?.headers ?? {};
    expect(headers).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'pithead',
      connection: 'close',
      traceparent: `00-${TRACE}-0af7651916cd43dd-01`,
      authorization: `Bearer ${KEY}`,
      ...(api === 'anthropic' && { 'x-api-key': KEY, 'anthropic-version': '2026-10-21' }),
    });
  });
});

it('names the version of the Messages API that the SDK is made for', async () => {
  const headers = Promise.withResolvers<Headers>();
  const sdk = new Anthropic({
    apiKey: KEY,
    maxRetries: 0,
    fetch: (_, init) => {
      headers.resolve(new Headers(init?.headers));
      return Promise.resolve(new Response('{}', { status: 400 }));
    },
  });
  await sdk.post('/v1/messages', { body: {} }).catch(() => {});
  expect((await headers.promise).get('anthropic-version')).toBe('2026-10-21');
  expect((await headers.promise).get('authorization')).toBe(`Bearer ${KEY}`);
});
