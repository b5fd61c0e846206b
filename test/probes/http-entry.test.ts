import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { connectionFailure } from '../../src/probes/connection-failure.ts';
import { httpProbe } from '../../src/probes/http.ts';
import { httpSchema } from '../../src/probes/http/schema.ts';
import { isSecretHeader } from '../../src/probes/http/secret-header.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { plainDeps } from './far-end.ts';

const ENTRY = { type: 'http', url: 'https://shop.example/health' };

const asItIs = (text: string) => text;

function created(entry: Readonly<Record<string, unknown>>, redact = asItIs) {
  const deps = plainDeps(createFakeClock(), { redact });
  return httpProbe.create('shop', httpSchema.parse({ ...ENTRY, ...entry }), deps);
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
    const redact = createRedactor([new Secret('s3cret-path')]);
    const inside = {
      url: 'https://a.example/s3cret-path',
      assert: [{ type: 'contains', value: 's3cret-path' }],
    };
    expect(JSON.stringify(created(inside, redact).setup(0))).not.toContain('s3cret');
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
    const failure = connectionFailure(Object.assign(new Error('what\nit said'), { code }), asItIs);
    expect(failure.words).toBe(words);
    expect(failure.next).not.toBe('');
  });

  it('is said also of what has no code', () => {
    expect(connectionFailure('odd', asItIs).words).toBe("it can't be reached: odd");
  });

  it('without a secret that would be cut in half', () => {
    const redact = createRedactor([new Secret('hunter2-hunter2')]);
    expect(connectionFailure(new Error(`${'x'.repeat(190)} hunter2-hunter2`), redact).words).not.toContain(
      'hunter',
    );
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
