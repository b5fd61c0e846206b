import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  answers,
  breaks,
  failsInside,
  hangs,
  refuses,
  type Broken,
  type Hanging,
} from '../support/models/replies.ts';
import { startModelServer, type ModelServer } from '../support/models/server.ts';
import { callWith, depsWith, GOING, KEY, NAMES, providerAt } from './asking.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const CUT: readonly Broken['how'][] = ['cut', 'ended-early'];
const JUNK: readonly Broken['how'][] = ['not-json', 'other-shape'];

describe.each(NAMES)('over the API %s', (api) => {
  it.each([
    [429, 'rate-limited', 20_000, { 'retry-after': '20' }],
    [429, 'rate-limited', 1_500, { 'retry-after-ms': '1500', 'retry-after': '2' }],
    [529, 'overloaded', null, {}],
    [503, 'overloaded', null, {}],
    [503, 'overloaded', 7_000, { 'retry-after': '7' }],
    [529, 'overloaded', 86_400_000, { 'retry-after': '999999' }],
    [500, 'server-error', null, { 'retry-after': '20' }],
    [403, 'unauthorized', null, { 'retry-after': '20' }],
    [402, 'billing', null, {}],
    [401, 'unauthorized', null, {}],
    [403, 'unauthorized', null, {}],
    [404, 'no-such-model', null, {}],
    [400, 'bad-request', null, {}],
    [500, 'server-error', null, {}],
    [408, 'server-error', null, {}],
    [301, 'bad-request', null, { location: 'http://127.0.0.1:1/' }],
  ])('%i is unmeasured, %s, after one request', async (status, reason, retryAfterMs, headers) => {
    const before = server.requests.length;
    server.next(refuses(status, { headers }));
    expect(await providerAt(server, api).ask(callWith(), GOING)).toMatchObject({
      outcome: 'unmeasured',
      reason,
      retryAfterMs,
      detail: expect.stringMatching(new RegExp(`^${status}: \\S`)),
    });
    expect(server.requests.length - before).toBe(1);
  });

  it.each([
    [{ type: 'overloaded_error', message: 'Overloaded' }, 'overloaded', 'overloaded_error: Overloaded'],
    [{ type: 'rate_limit_error', message: 'Slow down' }, 'rate-limited', 'rate_limit_error: Slow down'],
    [{ type: 'api_error', message: 'Sorry' }, 'server-error', 'api_error: Sorry'],
    [{ code: 502, message: 'Upstream is gone' }, 'server-error', '502: Upstream is gone'],
  ])('an error inside the answer counts as its status would: %j', async (error, reason, detail) => {
    server.next(failsInside(error));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'unmeasured', reason, detail, retryAfterMs: null });
  });

  it('an error inside the answer leaves what came before it, which may cost money', async () => {
    server.next(failsInside({ type: 'overloaded_error', message: 'Overloaded' }));
    expect(await providerAt(server, api).ask(callWith(), GOING)).toMatchObject({
      outcome: 'unmeasured',
      answer: {
        output: 'The answer be',
        model: 'a-model',
        usage: api === 'anthropic' ? { input_tokens: 25, output_tokens: 2 } : null,
      },
    });
  });

  it('an error instead of an answer leaves nothing', async () => {
    server.next(refuses(429));
    expect(await providerAt(server, api).ask(callWith(), GOING)).not.toHaveProperty('answer');
  });

  it('a path that nobody knows is told with what to look at', async () => {
    server.next(refuses(404, { body: '404 page not found' }));
    expect(await providerAt(server, api).ask(callWith(), GOING)).toMatchObject({
      outcome: 'unmeasured',
      reason: 'bad-request',
      detail: '404: there is no such path, check `baseUrl`: 404 page not found',
    });
  });

  it.each(CUT)('an answer that is %s is cut off, with what came of it', async (how) => {
    server.next(breaks(how, 'The answer be'));
    expect(await providerAt(server, api).ask(callWith(), GOING)).toMatchObject({
      outcome: 'broken',
      reason: 'cut-off',
      answer: { output: 'The answer be', model: 'a-model', finishReason: null },
    });
  });

  it('a connection that is closed in the middle is told in plain words', async () => {
    server.next(breaks('cut', 'The answer be'));
    expect(await providerAt(server, api).ask(callWith(), GOING)).toMatchObject({
      detail: expect.stringMatching(/: (?:the other side closed it|other side closed)$/),
    });
  });

  it.each(JUNK)('a piece that is %s makes it no JSON', async (how) => {
    server.next(breaks(how, 'The answer be'));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({
      outcome: 'broken',
      reason: 'not-json',
      answer: { output: 'The answer be' },
    });
  });

  it.each([
    ['a page', '<html>Please log in</html>'],
    ['nothing', ''],
    ['another object', { status: 'ok' }],
  ])('%s with status 200 is no JSON of ours', async (_, body) => {
    server.next(refuses(200, { body }));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'broken', reason: 'not-json', answer: { output: '' } });
  });

  it('an answer with nothing in it has no choices', async () => {
    server.next(breaks('no-choices'));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'broken', reason: 'no-choices', answer: { output: '' } });
  });

  it('a connection that breaks before the answer is the network', async () => {
    server.next(breaks('reset'));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({ outcome: 'unmeasured', reason: 'network', retryAfterMs: null });
  });

  it.each([
    ['nothing', '', null, 'there was no answer after 20 s'],
    ['headers', '', null, 'there was no answer after 20 s'],
    ['text', 'The answer be', 5_000, 'the answer was not whole after 20 s'],
  ] satisfies [Hanging['after'], string, number | null, string][])(
    'an answer that stands still after %s times out by the clock',
    async (after, output, ttftMs, detail) => {
      const clock = createFakeClock();
      const arrived = server.received(server.requests.length + 1);
      const heard = Promise.withResolvers<number>();
      server.next(hangs(after));
      const call = callWith({ timeoutMs: 20_000, firstToken: heard.resolve });
      // The clock is moved before the first token, too, which the server sends by itself.
      const asked = providerAt(server, api, depsWith({ clock: lateBy(clock, 5_000) })).ask(call, GOING);
      await arrived;
      if (ttftMs !== null) expect(await heard.promise).toBe(ttftMs);
      clock.advance(20_000);
      expect(await asked).toMatchObject({
        outcome: 'broken',
        reason: 'timed-out',
        detail,
        answer: { output, ttftMs, latencyMs: 25_000, finishReason: null },
      });
      expect(clock.pending).toBe(0);
    },
  );

  it('a stop ends it with the reason of the stop', async () => {
    const stop = new AbortController();
    const clock = createFakeClock();
    const arrived = server.received(server.requests.length + 1);
    server.next(hangs('nothing'));
    const asked = providerAt(server, api, depsWith({ clock })).ask(callWith(), stop.signal);
    await arrived;
    stop.abort(new Error('we stop'));
    await expect(asked).rejects.toThrow('we stop');
    expect(clock.pending).toBe(0);
    await server.idle();
  });

  it('a stop before it asks nobody', async () => {
    const before = server.requests.length;
    await expect(providerAt(server, api).ask(callWith(), AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(server.requests.length).toBe(before);
  });

  it('an answer of more than 1 MiB is cut off there', async () => {
    server.next(answers('x'.repeat(1_100_000)));
    expect(await providerAt(server, api).ask(callWith(), GOING)).toMatchObject({
      outcome: 'broken',
      reason: 'cut-off',
      detail: 'the answer was longer than 1 MiB of text',
    });
  });

  it('the key is in no detail, which is one line of 300 characters', async () => {
    const message = `Key ${KEY} is\nunknown. ${'Look it up. '.repeat(100)}`;
    server.next(refuses(401, { body: { error: { message } } }));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    if (asked.outcome !== 'unmeasured') throw new Error(asked.outcome);
    expect(asked.detail).toMatch(/^401: Key \[redacted\] is unknown\. Look it up\. .*…$/);
    expect(asked.detail.length).toBeLessThanOrEqual(300);
  });

  it('an endless error page is read as far as it says something', async () => {
    server.next(refuses(502, { body: `<h1>Bad gateway</h1>${'<p>'.repeat(200_000)}` }));
    const asked = await providerAt(server, api).ask(callWith(), GOING);
    expect(asked).toMatchObject({
      outcome: 'unmeasured',
      reason: 'server-error',
      detail: '502: Bad gateway',
    });
  });
});

it('an error of a server that streams nothing counts as its status would', async () => {
  const whole = await startModelServer({ streams: false });
  try {
    whole.next(failsInside({ code: 429, message: 'Slow down' }), breaks('no-choices'), breaks('not-json'));
    const ask = () => providerAt(whole, 'openai').ask(callWith(), GOING);
    expect(await ask()).toMatchObject({
      outcome: 'unmeasured',
      reason: 'rate-limited',
      detail: '429: Slow down',
    });
    expect(await ask()).toMatchObject({ outcome: 'broken', reason: 'no-choices' });
    expect(await ask()).toMatchObject({ outcome: 'broken', reason: 'not-json' });
  } finally {
    await whole.close();
  }
});

/** The clock, but that what is measured by it took `ms` longer from the second look on. */
function lateBy(clock: FakeClock, ms: number): FakeClock {
  let looks = 0;
  return {
    ...clock,
    get pending() {
      return clock.pending;
    },
    monotonic: () => clock.monotonic() + (looks++ === 0 ? 0 : ms),
  };
}
