import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventIdOf, keptTraceId } from '../../src/core/ids.ts';
import type { ProbeOutcome } from '../../src/core/probe.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Arrival, Loopback } from '../../src/probes/loopback/port.ts';
import { loopbackProbe } from '../../src/probes/loopback.ts';
import { loopbackSchema } from '../../src/probes/loopback/schema.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createFarEnds, plainDeps, runContext, tlsFile } from './far-end.ts';

const TRACE = keptTraceId('0123456789abcdef0123456789abcdef');
const REQUEST = { headers: { 'content-type': 'application/json' }, body: '{}', traceId: TRACE };
const EVENT = eventIdOf(1n);
const farEnds = createFarEnds();
const SECRET = 'hunter2-hunter2';
const redact = createRedactor([new Secret(SECRET)]);
let clock: FakeClock;

beforeEach(() => {
  clock = createFakeClock();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await farEnds.close();
});

/** A way in, of which this was seen inside. */
function wayIn(arrivals: readonly Arrival[], delivery: Loopback['delivery'] = waiting): Loopback {
  const left = [...arrivals];
  return {
    requests: () => ({ signed: REQUEST, forged: REQUEST, oversized: REQUEST }),
    takeArrival: () => left.shift() ?? null,
    delivery,
  };
}

/** Nothing is heard of it. */
function waiting(): Promise<never> {
  return new Promise(() => {});
}

function probe(publicUrl: string | null, entry: object = {}, loopback: Loopback = wayIn([])) {
  const parsed = loopbackSchema.parse({ type: 'loopback', channel: 'ops', ...entry });
  return loopbackProbe.create(
    'way-in',
    parsed,
    plainDeps(clock, { redact, publicUrl, loopback: () => loopback }),
  );
}

/** The first thing that failed, with what is said of it. */
function failureOf(outcome: ProbeOutcome) {
  if (outcome.verdict !== 'fail') throw new Error(`it is ${outcome.verdict}`);
  const [finding] = outcome.findings;
  const failed = outcome.assertions.find(({ pass }) => !pass);
  return { ...finding, assertion: failed?.type, reason: failed?.reason, unanswered: outcome.unanswered };
}

describe('a public address that does not lead in', () => {
  it.each<[string, () => Promise<string>, string, RegExp]>([
    [
      'because its name can not be one',
      () => Promise.resolve(`http://${'x'.repeat(64)}.example`),
      'DNS',
      /DNS failed: there is no such name \(ENOTFOUND\)/,
    ],
    [
      'because nothing listens there',
      async () => `http://127.0.0.1:${await farEnds.closedPort()}`,
      'the tunnel',
      /nothing came in: connection refused/,
    ],
    [
      'because it does not speak TLS',
      async () => `https://127.0.0.1:${await farEnds.http(() => {})}`,
      'TLS',
      /TLS failed: no common language/,
    ],
    [
      'because its certificate is over',
      async () => `https://localhost:${await farEnds.https('expired', () => {})}`,
      'TLS',
      /TLS failed: the certificate, or one of its chain, has expired/,
    ],
    [
      'because its authority is unknown',
      async () => `https://localhost:${await farEnds.https('self-signed', () => {})}`,
      'TLS',
      /TLS failed: the certificate is self-signed/,
    ],
  ])('%s', async (_what, serve, hop, reason) => {
    const entry = { ca: tlsFile('ca.pem') };
    const failure = failureOf(await probe(await serve(), entry).run(runContext(clock)));
    expect(failure).toMatchObject({ aspect: 'loopback', ok: false, assertion: 'signed', unanswered: true });
    expect(failure.title).toBe(`way-in: events don't come in from outside (${hop})`);
    expect(failure.reason).toMatch(reason);
    expect(failure.cause).toMatch(reason);
    expect(failure.next).not.toBeNull();
  });

  it('because it takes longer than it may', async () => {
    const port = await farEnds.http(() => clock.advance(2_000));
    const outcome = await probe(`http://127.0.0.1:${port}`, { timeout: '2s' }).run(runContext(clock));
    expect(failureOf(outcome)).toMatchObject({
      assertion: 'signed',
      reason: 'nothing came in: no answer came in time',
      unanswered: true,
    });
  });

  it('because its certificate is not to be trusted, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const port = await farEnds.https('self-signed', (_request, response) => response.end());
    const outcome = await probe(`https://localhost:${port}`).run(runContext(clock));
    expect(failureOf(outcome).reason).toMatch(/self-signed/);
  });

  it('is told while the event is still being written, as one that nobody answered', async () => {
    const port = await farEnds.http(() => clock.advance(30_000));
    const outcome = await probe(`http://127.0.0.1:${port}`, {}, wayIn([{ state: 'storing' }])).run(
      runContext(clock),
    );
    expect(failureOf(outcome)).toMatchObject({
      reason: 'it came in and is still being written: no answer came in time',
      unanswered: true,
    });
  });

  it('but elsewhere, whose words are cut and show no secret', async () => {
    const location = `https://${SECRET}.example/${'x'.repeat(15_000)}`;
    const port = await farEnds.http((_request, response) => response.writeHead(302, { location }).end());
    const failure = failureOf(await probe(`http://127.0.0.1:${port}`).run(runContext(clock)));
    expect(failure.cause).toMatch(/redirected to https:\/\/\[redacted\]\.example\/x+…$/);
    expect(failure.cause?.length).toBeLessThan(300);
    // It was answered, however late we were.
    expect(failure.unanswered).toBe(false);
  });
});

describe('an own authority', () => {
  it('is trusted', async () => {
    const port = await farEnds.https('server', (_request, response) => response.writeHead(502).end());
    const outcome = await probe(`https://localhost:${port}`, { ca: tlsFile('ca.pem') }).run(
      runContext(clock),
    );
    expect(failureOf(outcome).reason).toBe('nothing came in: the tunnel or proxy answers 502');
  });

  it('that is not there is told at once', () => {
    expect(() => probe('http://127.0.0.1:1', { ca: tlsFile('none.pem') })).toThrow(/none\.pem can't be used/);
  });
});

describe('an event that was accepted', () => {
  const answers = [
    [202, `{"id":"${EVENT}"}`],
    [200, `{"id":"${EVENT}","duplicate":true}`],
    [401, '{"error":"unauthorized","requestId":"r1"}'],
    [413, '{"error":"payload too large","requestId":"r2"}'],
  ] as const;
  const arrivals: readonly Arrival[] = [{ state: 'accepted', id: EVENT }];

  async function runWith(delivery: Loopback['delivery']): Promise<ProbeOutcome> {
    const left = [...answers];
    // It may outlive its test.
    const running = clock;
    const port = await farEnds.http((_request, response) => {
      clock.advance(40);
      const [status, body] = left.shift() ?? [500, ''];
      response.writeHead(status).end(body);
    });
    const made = probe(`http://127.0.0.1:${port}`, {}, wayIn(arrivals, delivery));
    return made.run({
      ...runContext(clock),
      progress(line) {
        // The last request: what is left is to wait for the chat.
        if (line.startsWith('oversized')) setImmediate(() => running.advance(60_000));
      },
    });
  }

  it('passes with the time from its post to the chat, and says so in a line', async () => {
    const outcome = await runWith(() =>
      Promise.resolve({ state: 'delivered', messageId: '4711', at: clock.monotonic() + 372 }),
    );
    expect(outcome).toMatchObject({
      verdict: 'pass',
      unanswered: false,
      measured: { latencyMs: 412, ttftMs: null, output: '202 in 40 ms, delivered in 412 ms as 4711' },
      findings: [{ aspect: 'loopback', ok: true, labels: { host: '127.0.0.1' }, remote: false }],
    });
  });

  it('fails where the chat does not take it, whose fault the host is not', async () => {
    const outcome = await runWith(() =>
      Promise.resolve({ state: 'failed', reason: 'forbidden', detail: `the bot ${SECRET} was kicked` }),
    );
    expect(failureOf(outcome)).toMatchObject({
      assertion: 'delivered',
      title: 'way-in: an event came in, but did not reach ops (the chat)',
      cause: 'the chat: ops did not take it: forbidden: the bot [redacted] was kicked',
      labels: { channel: 'ops' },
    });
    expect(failureOf(outcome).evidence).toBe(
      '✓ signed: 202 in 40 ms\n✓ replayed: 200 in 40 ms\n✓ forged: 401 in 40 ms\n✓ oversized: 413 in 40 ms\n' +
        '✗ delivered: ops did not take it: forbidden: the bot [redacted] was kicked',
    );
  });

  it('fails where nothing is heard of it in time', async () => {
    expect(failureOf(await runWith(waiting))).toMatchObject({
      reason: 'ops did not get it within 1 min: it waits behind others',
      unanswered: true,
    });
  });
});

describe('a loopback', () => {
  it('needs a public address, and says so', () => {
    expect(() => probe(null)).toThrow(/needs server.publicUrl, the address at which senders reach/);
  });

  it('says what it is made of without a secret, and that it goes over our own connection', () => {
    const made = probe('https://hooks.example.org', { deliverWithin: '90s' });
    expect(made).toMatchObject({
      type: 'loopback',
      schedule: '0 * * * *',
      remote: true,
      aspects: ['loopback'],
    });
    expect(made.setup(0)).toEqual({
      prompt: null,
      assertions: null,
      provider: 'https://hooks.example.org',
      settings: 'to ops within 90s, each answer within 30s',
      price: null,
    });
  });

  it('rejects where its run is aborted', async () => {
    const stop = new AbortController();
    const port = await farEnds.http(() => stop.abort(new Error('stopping')));
    const made = probe(`http://127.0.0.1:${port}`);
    await expect(made.run(runContext(clock, { signal: stop.signal }))).rejects.toThrow('stopping');
  });

  it.each([
    [{}, ['channel']],
    [{ channel: 'ops', deliverWithin: '0s' }, ['deliverWithin']],
    [{ channel: 'ops', deliverWithin: 'soon' }, ['deliverWithin']],
    [{ channel: 'ops', schedule: 'hourly' }, ['schedule']],
    [{ channel: 'ops', url: 'https://x' }, []],
  ])('of %j is refused', (entry, path) => {
    const { error } = loopbackSchema.safeParse({ type: 'loopback', ...entry });
    expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});
