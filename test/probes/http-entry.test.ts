import { describe, expect, it } from 'vitest';
import { connectionFailure } from '../../src/probes/connection-failure.ts';
import { httpProbe } from '../../src/probes/http.ts';
import type { HttpRequest } from '../../src/probes/http/ask.ts';
import { redirected } from '../../src/probes/http/redirect.ts';
import { httpSchema } from '../../src/probes/http/schema.ts';
import { isSecretHeader } from '../../src/probes/http/secret-header.ts';
import { isOwnNetwork } from '../../src/probes/own-network.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { plainDeps } from './far-end.ts';

const ENTRY = { type: 'http', url: 'https://shop.example/health' };

function created(entry: Readonly<Record<string, unknown>>) {
  return httpProbe.create('shop', httpSchema.parse({ ...ENTRY, ...entry }), plainDeps(createFakeClock()));
}

describe('an entry of type http', () => {
  it('has defaults', () => {
    expect(created({})).toMatchObject({
      type: 'http',
      schedule: '*/5 * * * *',
      to: null,
      severity: 'warning',
      labels: { host: 'shop.example' },
      remote: true,
      aspects: ['answer'],
    });
    expect(created({ assert: [{ type: 'latency', threshold: 1 }] }).aspects).toEqual(['answer', 'latency']);
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['another scheme', { url: 'ftp://a.example' }, /http or https address/],
    ['a login in the address', { url: 'https://a:b@c.example' }, /as a header: authorization/],
    ['a body without POST', { body: 'x' }, /only goes with `method: POST`/],
    ['a status that is none', { status: 'ok' }, /a status like 200, a class like 2xx/],
    ['a header of two lines', { headers: { a: 'b\nc' } }, /must be one line/],
    ['a name that is no header', { headers: { 'a b': 'c' } }, /no name of a header/],
    ['a schedule with seconds', { schedule: '* * * * * *' }, /five fields/],
    ['a time-out that is too long', { timeout: '11m' }, /100ms to 10m/],
    ['a time-out that is too short', { timeout: '99ms' }, /100ms to 10m/],
    ['a key that it does not know', { colour: 'red' }, /colour/],
    [
      'an assertion about a model',
      { assert: [{ type: 'x-ttft', threshold: 1 }] },
      /assert\[0\]: x-ttft is about a model/,
    ],
    [
      'an authority that is not there',
      { ca: '/nowhere.pem' },
      /probe shop: ca: \/nowhere.pem can't be used \(ENOENT/,
    ],
  ])('refuses %s', (_what, entry, says) => {
    expect(() => created(entry)).toThrow(says);
  });

  it('says what it is made of without its secrets, and notices when one changes', () => {
    const secrets = { headers: { 'x-api-key': 's3cret' }, method: 'POST', body: 'hunter2' };
    const settings = created({ url: 'https://a.example/b?token=t0ken', ...secrets }).setup(0).settings ?? '';
    for (const secret of ['s3cret', 't0ken', 'hunter2']) expect(settings).not.toContain(secret);
    expect(settings).toContain('https://a.example/b?token=');
    const other = created({ url: 'https://a.example/b?token=t0ken', ...secrets, body: 'hunter3' });
    expect(other.setup(0).settings).not.toBe(settings);
  });
});

describe('a redirect', () => {
  const post: HttpRequest = {
    url: new URL('https://a.example/x'),
    method: 'POST',
    headers: { authorization: 's3cret' },
    body: 'b',
    ca: null,
  };
  it.each<[string, number, string | null, string | null]>([
    ['asks anew with GET', 303, '/y', 'GET https://a.example/y s3cret null'],
    ['repeats what was posted', 307, '/y', 'POST https://a.example/y s3cret b'],
    ['takes no header to another host', 302, 'https://b.example/', 'GET https://b.example/ undefined null'],
    ['takes no header from https to http', 302, 'http://a.example/', 'GET http://a.example/ undefined null'],
    ['takes no body to another host', 308, 'https://b.example/', null],
    ['leads to no other protocol', 302, 'ftp://a.example/', null],
    ['leads nowhere without an address', 302, null, null],
    ['leads nowhere with half an address', 302, 'https://', null],
    ['is none', 304, '/y', null],
  ])('%s', (_what, status, location, expected) => {
    const next = redirected(post, { status, location, body: '' });
    const said =
      next === null ? null : `${next.method} ${next.url.href} ${next.headers['authorization']} ${next.body}`;
    expect(said).toBe(expected);
  });
});

describe('why a host could not be talked to', () => {
  it.each([
    ['ENOTFOUND', 'DNS failed: there is no such name (ENOTFOUND)'],
    ['EAI_AGAIN', 'DNS failed: the name server did not answer (EAI_AGAIN)'],
    ['ECONNREFUSED', 'connection refused: nothing listens there (ECONNREFUSED)'],
    ['EHOSTUNREACH', 'no route to the host (EHOSTUNREACH)'],
    ['ETIMEDOUT', 'the host does not answer at all (ETIMEDOUT)'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS failed: no common language (ERR_SSL_WRONG_VERSION_NUMBER)'],
    ['CERT_HAS_EXPIRED', 'TLS failed: the certificate, or one of its chain, has expired'],
    ['CERT_SIGNATURE_FAILURE', 'TLS failed: the certificate is not accepted (CERT_SIGNATURE_FAILURE)'],
    ['ESOMETHING', "it can't be reached: what it said"],
  ])('%s', (code, words) => {
    const failure = connectionFailure(Object.assign(new Error('what\nit said'), { code }));
    expect(failure.words).toBe(words);
    expect(failure.next).not.toBe('');
  });

  it('is said also of what has no code', () => {
    expect(connectionFailure('odd').words).toBe("it can't be reached: odd");
  });
});

describe('is in our own network', () => {
  it.each([
    'localhost',
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '[::1]',
    'fd00::1',
    'fe80::1',
    'pi.local',
    'nas',
    '::ffff:10.0.0.1',
  ])('%s', (host) => {
    expect(isOwnNetwork(host)).toBe(true);
  });
  it.each([
    'example.org',
    '172.32.0.1',
    '100.64.0.1',
    '1.1.1.1',
    '[2606:4700::1111]',
    'local.example',
    'not-local.example',
  ])('but not %s', (host) => {
    expect(isOwnNetwork(host)).toBe(false);
  });
});

describe('a header holds a secret', () => {
  it.each<[string, boolean]>([
    ['Authorization', true],
    ['proxy-authorization', true],
    ['Cookie', true],
    ['X-API-Key', true],
    ['apikey', true],
    ['x-auth-token', true],
    ['accept', false],
    ['user-agent', false],
    ['x-keyboard', false],
  ])('%s: %s', (name, expected) => {
    expect(isSecretHeader(name)).toBe(expected);
  });
});
