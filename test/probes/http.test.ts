import type { RequestListener } from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpProbe } from '../../src/probes/http.ts';
import { httpSchema } from '../../src/probes/http/schema.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createFarEnds, plainDeps, runContext } from './far-end.ts';

const farEnds = createFarEnds();
let clock: FakeClock;

beforeEach(() => {
  clock = createFakeClock();
});
afterEach(() => farEnds.close());

type Entry = Readonly<Record<string, unknown>>;

function probe(url: string, entry: Entry = {}) {
  return httpProbe.create('shop', httpSchema.parse({ type: 'http', url, ...entry }), plainDeps(clock));
}

async function served(answer: RequestListener, entry: Entry = {}) {
  const port = await farEnds.http(answer);
  return probe(`http://127.0.0.1:${port}/health?key=opensesame`, entry).run(runContext(clock));
}

function answering(status: number, body = ''): RequestListener {
  return (_request, response) => void response.writeHead(status).end(body);
}

describe('an address passes', () => {
  it.each<[string, number, Entry]>([
    ['with any 2xx', 204, {}],
    ['with the one status that is wanted', 418, { status: 418 }],
    ['with one of several', 503, { status: ['2xx', 503] }],
    ['with a redirect that is wanted', 302, { status: '3xx' }],
  ])('%s', async (_what, status, entry) => {
    expect(await served(answering(status), entry)).toMatchObject({
      verdict: 'pass',
      findings: [{ aspect: 'answer', ok: true, next: null, title: 'shop answers as it should again' }],
      assertions: [{ type: 'status', pass: true }],
    });
  });

  it('with its latency to the last byte, by the monotonic clock', async () => {
    const outcome = await served((_request, response) => {
      response.write('half');
      clock.advance(1_234);
      response.end(' and half');
    });
    expect(outcome).toMatchObject({
      verdict: 'pass',
      measured: { latencyMs: 1_234, output: 'half and half', ttftMs: null, model: null },
    });
  });

  it('with an answer that has no end, of which 256 KiB are read', async () => {
    const outcome = await served(
      (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
      { assert: [{ type: 'regex', value: '^x+$' }] },
    );
    expect(outcome).toMatchObject({ verdict: 'pass' });
  });

  it('asked as it is configured', async () => {
    const { promise: seen, resolve } = Promise.withResolvers<string>();
    await served(
      (request, response) => {
        const { authorization, 'content-length': length } = request.headers;
        request.on('data', (body: Buffer) => {
          resolve(`${request.method} ${request.url} ${authorization} ${length} ${body.toString()}`);
          response.end();
        });
      },
      { method: 'POST', headers: { Authorization: 'Bearer s3cret' }, body: 'grüße' },
    );
    expect(await seen).toBe('POST /health?key=opensesame Bearer s3cret 7 grüße');
  });
});

describe('an address fails', () => {
  it.each<[string, number, string, RegExp]>([
    ['with an error behind a proxy', 502, '<h1>Bad\nGateway</h1>', /behind the proxy/],
    ['with a login that is no longer valid', 401, '', /login/],
    ['with a redirect that nobody follows', 302, '', /follow: true/],
    ['with a page that is gone', 404, '', /path/],
  ])('%s', async (_what, status, body, next) => {
    const outcome = await served(answering(status, body));
    expect(outcome).toMatchObject({
      verdict: 'fail',
      findings: [
        {
          aspect: 'answer',
          ok: false,
          title: `shop answers ${status}`,
          severity: 'warning',
          labels: { host: '127.0.0.1' },
          remote: false,
          next: expect.stringMatching(next),
        },
      ],
      assertions: [{ type: 'status', pass: false, reason: expect.stringContaining(`HTTP ${status} `) }],
    });
    const evidence = outcome.verdict === 'fail' ? outcome.findings[0]?.evidence : '';
    expect(evidence).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/health: HTTP \d+ .* instead of 2xx in 0 ms/);
    if (body !== '') expect(evidence).toContain('It begins: <h1>Bad Gateway</h1>');
    expect(JSON.stringify(outcome)).not.toContain('opensesame');
  });

  it('with a body that is wrong, apart from one that is late', async () => {
    const assert = [
      { type: 'contains', value: 'all is well' },
      { type: 'latency', threshold: 1_000 },
    ];
    const outcome = await served(
      (_request, response) => {
        clock.advance(1_500);
        response.end('all is well');
      },
      { assert },
    );
    expect(outcome).toMatchObject({
      verdict: 'fail',
      findings: [
        { aspect: 'answer', ok: true },
        { aspect: 'latency', ok: false, title: 'shop is slow' },
      ],
      assertions: [
        { type: 'status', pass: true },
        { type: 'contains', pass: true },
        { type: 'latency', pass: false },
      ],
    });
    expect(await served(answering(200, 'maintenance'), { assert })).toMatchObject({
      verdict: 'fail',
      findings: [
        { aspect: 'answer', ok: false, title: 'shop answers wrongly' },
        { aspect: 'latency', ok: true },
      ],
    });
  });

  it('where nothing listens', async () => {
    const outcome = await probe(`http://127.0.0.1:${await farEnds.closedPort()}/`).run(runContext(clock));
    expect(outcome).toMatchObject({
      verdict: 'fail',
      measured: { latencyMs: null },
      unanswered: true,
      findings: [{ title: "shop can't be reached", evidence: expect.stringContaining('connection refused') }],
      assertions: [{ type: 'reachable', pass: false }],
    });
  });

  it.each<[string, net.Server, RegExp]>([
    ['that hangs up', net.createServer((socket) => void socket.destroy()), /connection was closed/],
    [
      'of another language',
      net.createServer((socket) => void socket.end('220 smtp\r\n')),
      /does not speak HTTP/,
    ],
  ])('with a server %s', async (_what, server, says) => {
    const outcome = await probe(`http://127.0.0.1:${await farEnds.listen(server)}/`).run(runContext(clock));
    expect(outcome).toMatchObject({ verdict: 'fail', findings: [{ evidence: expect.stringMatching(says) }] });
  });

  it.each<[string, (begin: () => void) => RequestListener, RegExp]>([
    ['before it answers', (begin) => () => begin(), /timed out after 10 s, connected, but without an answer/],
    [
      'within its answer',
      (begin) => (_request, response) => {
        response.write('so far');
        response.flushHeaders();
        setImmediate(begin);
      },
      /timed out after 10 s/,
    ],
  ])('when it stops %s', async (_what, server, says) => {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const port = await farEnds.http(server(resolve));
    const running = probe(`http://127.0.0.1:${port}/`).run(runContext(clock));
    await begun;
    clock.advance(10_000);
    expect(await running).toMatchObject({
      verdict: 'fail',
      unanswered: true,
      findings: [{ title: 'shop does not answer in time', evidence: expect.stringMatching(says) }],
    });
    expect(clock.pending).toBe(0);
  });

  it('says a time-out of less than a second in milliseconds', async () => {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const port = await farEnds.http(() => resolve());
    const running = probe(`http://127.0.0.1:${port}/`, { timeout: '250ms' }).run(runContext(clock));
    await begun;
    clock.advance(250);
    expect(await running).toMatchObject({
      assertions: [{ reason: 'timed out after 250 ms, connected, but without an answer' }],
    });
  });
});

describe('redirects', () => {
  it('are followed where that is wanted, without headers to another host', async () => {
    const seen: string[] = [];
    const note: RequestListener = (request, response) => {
      seen.push(`${request.url} ${String(request.headers['x-api-key'])}`);
      response.end('arrived');
    };
    const other = await farEnds.http(note);
    const outcome = await served(
      (request, response) => {
        seen.push(`${request.url} ${String(request.headers['x-api-key'])}`);
        const location = request.url === '/next' ? `http://localhost:${other}/there?code=1` : '/next';
        response.writeHead(302, { location }).end();
      },
      { follow: true, headers: { 'x-api-key': 's3cret' } },
    );
    expect(seen).toEqual(['/health?key=opensesame s3cret', '/next s3cret', '/there?code=1 undefined']);
    expect(outcome).toMatchObject({
      verdict: 'pass',
      assertions: [{ reason: `HTTP 200 OK in 0 ms, after 2 redirects to http://localhost:${other}/there` }],
    });
  });

  it('end after five', async () => {
    let asked = 0;
    const outcome = await served(
      (_request, response) => {
        asked += 1;
        response.writeHead(302, { location: '/again' }).end();
      },
      { follow: true },
    );
    expect(outcome).toMatchObject({ verdict: 'fail', findings: [{ title: 'shop answers 302' }] });
    expect(asked).toBe(6);
  });
});

it('rejects when it is stopped meanwhile', async () => {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const port = await farEnds.http(() => resolve());
  const stop = new AbortController();
  const running = probe(`http://127.0.0.1:${port}/`).run(runContext(clock, { signal: stop.signal }));
  await begun;
  stop.abort(new Error('stopping'));
  await expect(running).rejects.toThrow('stopping');
  expect(clock.pending).toBe(0);
});
