import { describe, expect, it, test } from 'vitest';
import { check, parseSource } from '../../src/webhooks/verify.ts';
import { PROVIDERS } from './providers.ts';

const NOW = 1_800_000_000_000;
const URL = 'https://hooks.example.org/hooks/x?a=1';
const SECRET = Buffer.from('0123456789abcdef').toString('base64');
const BODY = Buffer.from(JSON.stringify({ webhookTimestamp: NOW, id: 'é', at: '2027-01-15T08:00:00Z' }));

const VARIANTS: Readonly<Record<string, object>> = {
  ...PROVIDERS,
  'sha512, base64url, a hex key': variant({ algorithm: 'sha512', encoding: 'base64url', key: 'hex' }, '00ff'),
  'sha1, a base64 key after a prefix': variant(
    { algorithm: 'sha1', key: 'base64', keyPrefix: 'k_' },
    `k_${SECRET}`,
  ),
  'a prefix inside of parts': variant({
    prefix: 'p=',
    parts: { separator: '; ', assign: ':', signature: 's' },
  }),
  'everything in the payload': variant({
    payload: 'v1\n{method}\n{url}\n{path}\n{timestamp}\n{id}\n{body}\n',
    timestamp: { header: 'x-t', unit: 'ms' },
    id: { header: 'x-id' },
  }),
  'a date in the body': variant({ timestamp: { field: '/at', unit: 'rfc3339' } }),
};

function variant(entry: object, secret = SECRET): object {
  return { scheme: 'hmac', secrets: [secret], hmac: { header: 'x-s', ...entry } };
}

describe('what `sign` signs, `check` accepts', () => {
  test.each(Object.entries(VARIANTS))('%s', (_name, entry) => {
    const source = parseSource({ secrets: [SECRET], ...entry }, { publicUrl: 'https://hooks.example.org/' });
    const headers = source.bound.sign({ body: BODY, now: NOW, id: 'id-1', type: 'made', url: URL });
    const request = { method: 'POST', url: '/hooks/x?a=1', headers, body: BODY };
    expect(check(request, source, NOW)).toMatchObject({ ok: true, secret: 0 });
    // And not because everything is: a body that differs in one bit is refused, unless a token is all there is.
    const other = Buffer.from(BODY);
    other[2] = (other[2] ?? 0) ^ 1;
    expect(check({ ...request, body: other }, source, NOW).ok).toBe(source.scheme === 'bearer');
  });

  it('cannot sign with a public key, and says so', () => {
    const secrets = ['whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='];
    const { bound } = parseSource({ scheme: 'standard-webhooks', secrets });
    expect(() => bound.sign({ body: BODY, now: NOW, id: 'i', type: null, url: URL })).toThrow(/public key/);
  });
});

describe('the address that is signed', () => {
  const entry = { ...variant({ payload: '{url}{body}' }) };
  const signed = (url: string) =>
    parseSource(entry).bound.sign({ body: BODY, now: NOW, id: 'i', type: null, url });
  const request = (url: string, headers = signed(URL)) => ({ method: 'POST', url, headers, body: BODY });

  test.each([
    ['publicUrl and the path', { publicUrl: 'https://hooks.example.org' }, {}, '/hooks/x?a=1', true],
    [
      'publicUrl, whatever host the request names',
      { publicUrl: 'https://hooks.example.org' },
      {},
      'http://evil.example/hooks/x?a=1',
      true,
    ],
    ['another publicUrl', { publicUrl: 'https://other.example.org' }, {}, '/hooks/x?a=1', false],
    ["the source's own", { publicUrl: 'https://other.example.org' }, { url: URL }, '/anything', true],
    ['an absolute address, where nothing is configured', {}, {}, URL, true],
    ['a path alone, where nothing is configured', {}, {}, '/hooks/x?a=1', false],
    ['another query', { publicUrl: 'https://hooks.example.org' }, {}, '/hooks/x?a=2', false],
  ])('%s', (_name, options, more, url, expected) => {
    expect(check(request(url), parseSource({ ...entry, ...more }, options), NOW).ok).toBe(expected);
  });
});

it('takes hex in upper case from a sender of the hmac scheme, but in one case only', () => {
  const source = parseSource(variant({}));
  const [[name, value] = ['', '']] = source.bound.sign({
    body: BODY,
    now: NOW,
    id: 'i',
    type: null,
    url: URL,
  });
  const accepts = (text: string) =>
    check({ method: 'POST', url: '/', headers: [[name, text]], body: BODY }, source, NOW).ok;
  expect(accepts(value.toUpperCase())).toBe(true);
  expect(accepts(value.replace(/[a-f]/, (digit) => digit.toUpperCase()))).toBe(false);
});
