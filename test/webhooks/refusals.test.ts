import { BlockList } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { corpusFile } from './corpora.ts';
import { type Listening, post, signed, startListener } from './listening.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const WORDS: Readonly<Record<number, string>> = {
  400: 'bad request',
  401: 'unauthorized',
  404: 'not found',
  405: 'method not allowed',
  413: 'payload too large',
  415: 'unsupported media type',
  429: 'too many requests',
  503: 'unavailable',
};

/** Every refusal has this shape, and the operator finds its reason under the request id. */
async function expectRefusal(
  listening: Listening,
  response: Response,
  status: number,
  reason: string,
): Promise<void> {
  const text = await response.text();
  const { requestId } = JSON.parse(text);
  expect(text).toBe(`{"error":"${WORDS[status]}","requestId":"${requestId}"}`);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(listening.refused.filter((refused) => refused.requestId === requestId)).toMatchObject([
    { status, reason },
  ]);
  const lines = listening.lines.filter((line) => line.requestId === requestId);
  expect(lines).toMatchObject([{ ip: '127.0.0.1', outcome: 'reject', reason, status }]);
  expect(Object.keys(lines[0] ?? {}).slice(0, 4)).toEqual(['step', 'ip', 'outcome', 'reason']);
}

let listening: Listening;
beforeAll(async () => {
  listening = await startListener();
});
afterAll(() => listening.close());

describe('401', () => {
  it('has the same bytes for every reason but the id', async () => {
    const body = '{"a":1}';
    const hour = 3_600_000;
    const send = (name: string, headers: Headers): Promise<Response> =>
      fetch(`${listening.url}/hooks/${name}`, { method: 'POST', headers, body });
    const flipped = signed(listening, 'test', body);
    flipped.set('x-hub-signature-256', `sha256=${'0'.repeat(64)}`);
    const token = new Headers({ authorization: 'Bearer wrong' });
    const answers: readonly (readonly [string, Promise<Response>])[] = [
      ['unknown_source', send('nobody', signed(listening, 'test', body))],
      ['signature_mismatch', send('test', flipped)],
      ['signature_missing', send('test', new Headers())],
      ['timestamp_skew', send('shop', signed(listening, 'shop', body, Date.now() - hour))],
      ['address_not_allowed', send('inside', signed(listening, 'inside', body))],
      ['token_mismatch', send('token', token)],
    ];
    const seen = new Set<string>();
    for (const [reason, pending] of answers) {
      const response = await pending;
      const heads = [...response.headers].filter(([name]) => name !== 'date').map((pair) => pair.join(': '));
      await expectRefusal(listening, response.clone(), 401, reason);
      const text = (await response.text()).replace(/"requestId":"[0-9a-z]{13}"/, '"requestId":ID');
      seen.add(`${response.status} ${heads.join(' ')} ${text}`);
    }
    expect([...seen]).toHaveLength(1);
  });

  it('comes before anything is said about the body', async () => {
    const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, ...JSON_TYPE };
    await expectRefusal(
      listening,
      await post(listening, 'test', 'not json', headers),
      401,
      'signature_mismatch',
    );
  });

  it('an allowed address is taken from the proxy that is trusted, and refused where it is unreadable', async () => {
    const trustedProxies = new BlockList();
    trustedProxies.addAddress('127.0.0.1');
    await using proxied = await startListener({ trustedProxies });
    const from = (forwarded: string) =>
      post(proxied, 'inside', '{}', { ...JSON_TYPE, 'x-forwarded-for': forwarded });
    expect((await from('203.0.113.1, 10.1.2.3')).status).toBe(202);
    expect(proxied.lines.at(-1)).toMatchObject({ ip: '10.1.2.3', outcome: 'accept' });
    expect((await from('10.1.2.3, 203.0.113.1')).status).toBe(401);
    expect(proxied.refused.at(-1)).toMatchObject({ ip: '203.0.113.1', reason: 'address_not_allowed' });
    expect((await from('10.1.2.3, unknown')).status).toBe(401);
    expect(proxied.lines.at(-1)).toMatchObject({
      ip: '127.0.0.1',
      ipUnreadable: true,
      reason: 'address_not_allowed',
    });
  });
});

describe('400', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ['not JSON', '{"a":', 'body_not_json'],
    ['too deep', '['.repeat(33) + ']'.repeat(33), 'body_too_deep'],
    ['too many elements', JSON.stringify(Array.from({ length: 10_001 }, () => 1)), 'body_too_many_items'],
    ['a key twice', String.raw`{"id":1,"\u0069d":2}`, 'body_duplicate_key'],
    ['__proto__', '{"__proto__":{"polluted":1}}', 'body_forbidden_key'],
    ['constructor.prototype', '{"constructor":{"prototype":{"polluted":1}}}', 'body_forbidden_key'],
    ['1e400', '[1e400]', 'body_number_range'],
    ['not UTF-8', Buffer.from('7b2261223a22ff227d', 'hex'), 'body_not_utf8'],
  ])('a verified body that is %s', async (_, body, reason) => {
    await expectRefusal(listening, await post(listening, 'test', body), 400, reason);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe.each(['test', 'nobody'])('limits before work, for the source %s (nobody: there is none)', (name) => {
  const send = (init: RequestInit): Promise<Response> =>
    fetch(`${listening.url}/hooks/${name}`, { method: 'POST', ...init });

  it('413 where the declared length is over 256 KiB', async () => {
    await expectRefusal(listening, await send({ body: 'x'.repeat(262_145) }), 413, 'body_too_large');
  });

  it('413 where an undeclared body grows over 256 KiB', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 5; i++) controller.enqueue(Buffer.alloc(65_536, 'x'));
        controller.close();
      },
    });
    await expectRefusal(listening, await send({ body, duplex: 'half' }), 413, 'body_too_large');
  });

  test.each(['gzip-bomb-10MiB.gz', 'deflate-bomb-10MiB.zz', 'br-bomb-10MiB.br', 'gzip-of-gzip.gz'])(
    '415 for %s, which nobody inflates',
    async (file) => {
      const encoding = { gz: 'gzip', zz: 'deflate', br: 'br' }[file.slice(-2)] ?? '';
      const body = new Uint8Array(corpusFile('http', file));
      await expectRefusal(
        listening,
        await send({ body, headers: { 'content-encoding': encoding } }),
        415,
        'content_encoded',
      );
    },
  );

  it('415 for any content-encoding at all', async () => {
    await expectRefusal(
      listening,
      await send({ body: '{}', headers: { 'content-encoding': 'identity' } }),
      415,
      'content_encoded',
    );
  });

  it('503 with Retry-After as long as the clock is not trusted', async () => {
    await using early = await startListener({ clockTrusted: () => false });
    const response = await fetch(`${early.url}/hooks/${name}`, { method: 'POST', body: '{}' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectRefusal(early, response, 503, 'clock_not_trusted');
  });
});

it('a body of 256 KiB exactly is taken', async () => {
  const body = `"${'x'.repeat(262_142)}"`;
  expect((await post(listening, 'test', body)).status).toBe(202);
});

describe('429', () => {
  it('comes with Retry-After once a source has its N, from this client only', async () => {
    const trustedProxies = new BlockList();
    trustedProxies.addAddress('127.0.0.1');
    await using limited = await startListener({ trustedProxies });
    const from = (ip: string) => post(limited, 'slow', '{}', { ...JSON_TYPE, 'x-forwarded-for': ip });
    const statuses = [];
    for (const last of [1, 2, 3, 4]) statuses.push((await from(`2001:db8::${last}`)).status);
    expect(statuses).toEqual([202, 202, 429, 429]);
    const refused = await from('2001:db8::5');
    expect(Number(refused.headers.get('retry-after'))).toBe(30);
    expect((await from('2001:db8:0:1::1')).status).toBe(202);
    expect(limited.refused.map(({ reason }) => reason)).toEqual([
      'rate_limited',
      'rate_limited',
      'rate_limited',
    ]);
  });

  it('is the answer before the body is looked at', async () => {
    await using limited = await startListener();
    for (let i = 0; i < 2; i++) await post(limited, 'slow', '{}');
    await expectRefusal(limited, await post(limited, 'slow', 'x'.repeat(1_000)), 429, 'rate_limited');
  });
});

describe('503', () => {
  test.each(['commit-failed', 'queue-full', 'stopping'] as const)(
    '%s: with Retry-After, never a 2xx',
    async (reason) => {
      await using failing = await startListener({
        accept: () => Promise.resolve({ outcome: 'unavailable', reason }),
      });
      const response = await post(failing, 'test', '{}');
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      await expectRefusal(failing, response, 503, reason);
      expect(failing.counted).toEqual(['test refused']);
    },
  );

  it('also for what nobody expected, which is logged as an error', async () => {
    await using broken = await startListener({ accept: () => Promise.reject(new Error('disk on fire')) });
    const response = await post(broken, 'test', '{}');
    expect([response.status, (await response.text()).includes('disk')]).toEqual([503, false]);
    expect(broken.lines).toMatchObject([
      { step: 'request failed', error: 'disk on fire' },
      { step: 'request', outcome: 'reject', reason: 'internal_error', status: 503 },
    ]);
  });
});

describe('other paths and methods', () => {
  test.each<[string, string, number, string | null]>([
    ['GET', '/', 404, null],
    ['GET', '/hooks', 404, null],
    ['POST', '/hooks/', 404, null],
    ['POST', '/hooks/test/', 404, null],
    ['POST', '/hooks/%74est', 404, null],
    ['POST', '/hooks/test%00', 404, null],
    ['POST', '/hooks/%zz', 404, null],
    ['POST', '/hooks/test;x=1', 404, null],
    ['POST', '//hooks/test', 404, null],
    ['POST', '/hooks//test', 404, null],
    ['GET', '/readyz', 404, null],
    ['GET', '/v1/status', 404, null],
    ['GET', '/hooks/test', 405, 'POST'],
    ['GET', '/hooks/nobody', 405, 'POST'],
    ['PUT', '/hooks/test', 405, 'POST'],
    ['DELETE', '/hooks/test', 405, 'POST'],
    ['OPTIONS', '/hooks/test', 405, 'POST'],
    ['POST', '/healthz', 405, 'GET'],
    ['PROPFIND', '/', 405, 'GET, POST'],
  ])('%s %s: %i', async (method, path, status, allow) => {
    const response = await fetch(listening.url + path, { method });
    expect(response.headers.get('allow')).toBe(allow);
    await expectRefusal(listening, response, status, status === 404 ? 'path_unknown' : 'method_not_allowed');
  });

  it('GET /healthz says ok, nothing else, and leaves no line', async () => {
    const before = listening.lines.length;
    const response = await fetch(`${listening.url}/healthz`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      '{"status":"ok"}',
    ]);
    expect(listening.lines).toHaveLength(before);
  });

  it('HEAD has no body', async () => {
    const response = await fetch(`${listening.url}/hooks/test`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([405, '']);
  });
});
