import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import type { RefusedRequest } from '../../src/core/ports.ts';
import { corpusFile } from './corpora.ts';
import { exchangeRaw, type Listening, type RawAnswer, signed, startListener } from './listening.ts';

const CASES = z
  .array(z.object({ id: z.string(), raw_base64: z.string(), expect: z.string() }))
  .parse(JSON.parse(corpusFile('http', 'raw-requests.json').toString()));

const QUICK = { headersTimeoutMs: 300, requestTimeoutMs: 600 };
/** What the corpus leaves open, and cases whose requests are unsigned: whatever passes the parser ends with 401. */
const DECIDED: Readonly<Record<string, readonly number[]>> = {
  baseline: [401],
  'te-obf-2': [400],
  'te-obf-3': [400],
  'te-obf-4': [400],
  'te-obf-5': [401],
  'ct-2': [401],
  'ct-3': [400],
  'path-semi': [404],
  'path-nul': [404],
  'path-backslash': [404],
  'path-case': [404],
  'path-overlong': [404],
  'hdr-100k': [431],
  'hdr-2000': [431],
  'range-flood': [401],
  pipeline: [401, 401],
};
/** Cases whose connection the sender would keep open: the answer is there, and then the test hangs up. */
const KEPT_OPEN = new Set(['trace', 'ct-2']);

let listening: Listening;
beforeAll(async () => {
  listening = await startListener({ limits: QUICK });
});
afterAll(() => listening.close());

function expectShape(answer: RawAnswer | undefined, status: number, error: string): void {
  expect(answer?.status).toBe(status);
  expect(answer?.headers.get('content-type')).toBe('application/json');
  expect(answer?.body).toMatch(new RegExp(String.raw`^\{"error":"${error}","requestId":"[0-9a-z]{13}"\}$`));
  const { requestId } = JSON.parse(answer?.body ?? '{}');
  expect(listening.refused.filter((refused) => refused.requestId === requestId)).toMatchObject([{ status }]);
  expect(listening.lines.filter((line) => line.requestId === requestId)).toMatchObject([
    { outcome: 'reject', status },
  ]);
}

describe('the corpus of raw requests', () => {
  it('is there', () => expect(CASES).toHaveLength(38));

  test.each(CASES)('$id: $expect', async ({ id, raw_base64, expect: wanted }) => {
    const raw = Buffer.from(raw_base64, 'base64').toString('latin1');
    const path = raw.replaceAll('/hook', '/hooks').replaceAll('/HOOK', '/HOOKS');
    // Nothing but the sender's hanging up tells that `GET /` without a version is all it will say.
    const answers = await exchangeRaw(listening.port, Buffer.from(path, 'latin1'), {
      end: id === 'http09',
      ...(KEPT_OPEN.has(id) ? { answers: 1 } : {}),
    });
    const expected = DECIDED[id] ?? [Number(wanted)];
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const answer of answers) expectShape(answer, answer.status, '[a-z ]+');
    expect(listening.accepted).toEqual([]);
  });
});

const BODY = '{"a":1}';

function request(head: string, { body = BODY, sign = true }: { body?: string; sign?: boolean } = {}): string {
  const signature = sign
    ? `X-Hub-Signature-256: ${signed(listening, 'test', body).get('x-hub-signature-256')}\r\n`
    : '';
  return `${head}\r\n${signature}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe('what the HTTP parser would let pass, or answer by itself', () => {
  const many = Array.from({ length: 62 }, (_, i) => `X-${i}: 1`).join('\r\n');

  test.each<[string, string, number, string]>([
    ['two Hosts', 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nHost: b', 400, 'bad request'],
    ['the same Host twice', 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nhost: a', 400, 'bad request'],
    ['no Host', 'POST /hooks/test HTTP/1.1\r\nX-A: 1', 400, 'bad request'],
    ['no Host for the health check', 'GET /healthz HTTP/1.1\r\nX-A: 1', 400, 'bad request'],
    ['an empty Host', 'POST /hooks/test HTTP/1.1\r\nHost:', 400, 'bad request'],
    ['an absolute URI', 'POST http://a/hooks/test HTTP/1.1\r\nHost: a', 400, 'bad request'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a', 404, 'not found'],
    ['HTTP/2.0 on the request line', 'POST /hooks/test HTTP/2.0\r\nHost: a', 400, 'bad request'],
    ['65 headers', `POST /hooks/test HTTP/1.1\r\nHost: a\r\n${many}`, 431, 'headers too large'],
    ['an odd Expect', 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nExpect: 200-ok', 417, 'expectation failed'],
    ['a fragment in the target', 'POST /hooks/test#x HTTP/1.1\r\nHost: a', 404, 'not found'],
    [
      'a duplicated signature',
      'POST /hooks/test HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: sha256=00',
      401,
      'unauthorized',
    ],
    ['a bare LF in the head', 'POST /hooks/test HTTP/1.1\nHost: a', 400, 'bad request'],
  ])('%s', async (_, head, status, error) => {
    const [answer] = await exchangeRaw(listening.port, request(head), { answers: 1 });
    expectShape(answer, status, error);
    expect(listening.accepted).toEqual([]);
  });

  it('names the methods that would do when it refuses CONNECT', async () => {
    const [answer] = await exchangeRaw(listening.port, 'CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n');
    expectShape(answer, 405, 'method not allowed');
    expect(answer?.headers.get('allow')).toBe('GET, POST');
  });

  it('a signature in a trailer does not count', async () => {
    const signature = signed(listening, 'test', BODY).get('x-hub-signature-256');
    const [answer] = await exchangeRaw(
      listening.port,
      'POST /hooks/test HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Hub-Signature-256\r\n\r\n' +
        `7\r\n${BODY}\r\n0\r\nX-Hub-Signature-256: ${signature}\r\n\r\n`,
      { answers: 1 },
    );
    expectShape(answer, 401, 'unauthorized');
    expect(listening.refused.at(-1)?.reason).toBe('signature_missing');
  });
});

describe('senders that are accepted', () => {
  let own: Listening;
  beforeAll(async () => {
    own = await startListener();
  });
  afterAll(() => own.close());

  it.each([
    ['64 headers', `X: 1\r\n${Array.from({ length: 59 }, (_, i) => `X-${i}: 1`).join('\r\n')}`],
    [
      'an Upgrade that is ignored',
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk',
    ],
  ])('%s', async (_, headers) => {
    const raw = request(`POST /hooks/test HTTP/1.1\r\nHost: a\r\n${headers}`);
    const [answer] = await exchangeRaw(own.port, raw, { answers: 1 });
    expect(answer?.status).toBe(202);
  });

  it('who expects 100-continue gets it only after the head has passed', async () => {
    const head = 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nExpect: 100-continue';
    const [answer] = await exchangeRaw(own.port, request(head), { answers: 1 });
    expect(answer?.status).toBe(202);
    const tooLarge = `${head}\r\nContent-Length: 300000\r\n\r\n`;
    const [refused] = await exchangeRaw(own.port, tooLarge, { answers: 1 });
    expect(refused?.status).toBe(413);
  });

  it('pipelined requests are each verified alone and answered in order', async () => {
    const good = request('POST /hooks/test HTTP/1.1\r\nHost: a');
    const bad = request('POST /hooks/test HTTP/1.1\r\nHost: a', { sign: false });
    const answers = await exchangeRaw(
      own.port,
      good + bad + good + 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
      { answers: 4 },
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 401, 202, 200]);
    expect(answers[0]?.body).toBe(`{"id":"${own.accepted.at(-2)?.id}"}`);
  });

  it('garbage behind an accepted request is answered after it', async () => {
    const accepting = Promise.withResolvers<void>();
    await using slow = await startListener({
      accept: async ({ id }) => {
        await accepting.promise;
        return { outcome: 'accepted', id, routes: ['default>terminal'] };
      },
      // The garbage is refused and logged at once; then the commit may end.
      refused: () => accepting.resolve(),
    });
    const raw = `${request('POST /hooks/test HTTP/1.1\r\nHost: a')}GARBAGE\r\n\r\n`;
    const answers = await exchangeRaw(slow.port, raw);
    expect(answers.map(({ status }) => status)).toEqual([202, 400]);
  });

  it('keeps the connection of a refused request whose body it knows to the end', async () => {
    const bad = request('POST /hooks/test HTTP/1.1\r\nHost: a', { sign: false });
    const answers = await exchangeRaw(own.port, bad + bad, { answers: 2 });
    expect(answers.map(({ headers }) => headers.get('connection'))).toEqual(['keep-alive', 'keep-alive']);
  });
});

describe('slow senders', () => {
  it.each([
    ['nothing at all', ''],
    ['half a request line', 'POST /hooks/te'],
    ['headers without an end', 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nX-A: '],
    ['a body that stops', 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{'],
    [
      'a chunk that stops',
      'POST /hooks/nobody HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
    ],
  ])('408 for %s', async (_, raw) => {
    const before = performance.now();
    const [answer] = await exchangeRaw(listening.port, raw);
    expectShape(answer, 408, 'request timeout');
    expect(performance.now() - before).toBeLessThan(2_500);
  });

  it('a sender that hangs up in the middle leaves one line and no event', async () => {
    const head = 'POST /hooks/test HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{';
    const [answer] = await exchangeRaw(listening.port, head, { end: true });
    expectShape(answer, 400, 'bad request');
    expect(listening.accepted).toEqual([]);
  });

  it('a sender whose connection is reset leaves one line and no event', async () => {
    const gone = Promise.withResolvers<RefusedRequest>();
    await using own = await startListener({ refused: gone.resolve });
    const socket = connect(own.port, '127.0.0.1');
    socket.write(
      'POST /hooks/test HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n',
    );
    // The 100 says that the listener now waits for the body.
    await once(socket, 'data');
    socket.resetAndDestroy();
    expect(await gone.promise).toMatchObject({ reason: 'client_gone', status: 499, source: 'test' });
    expect(own.lines).toMatchObject([{ outcome: 'reject', reason: 'client_gone' }]);
    expect(own.accepted).toEqual([]);
  });
});
