import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { SCHEMES } from '../../src/webhooks/schemes/index.ts';
import { parseSource, sourceSchema } from '../../src/webhooks/source.ts';

const DAY = 86_400_000;
const github = (more: object = {}) => parseSource({ scheme: 'github', secrets: ['key'], ...more });
const hmac = (entry: object, more: object = {}) =>
  parseSource({ scheme: 'hmac', secrets: ['key'], hmac: { header: 'x-s', ...entry }, ...more });

describe('a secret that opens the door is refused, with the word "secret"', () => {
  test.each([
    ['none', { scheme: 'github' }],
    ['null', { scheme: 'github', secrets: null }],
    ['an empty list', { scheme: 'github', secrets: [] }],
    ['an empty text', { scheme: 'github', secrets: [''] }],
    ['an empty text beside a good one', { scheme: 'github', secrets: ['key', ''] }],
    ['blanks', { scheme: 'github', secrets: [' \n'] }],
    ['a number', { scheme: 'github', secrets: [5] }],
    ['text instead of a list', { scheme: 'github', secrets: 'key' }],
    ['nothing after whsec_', { scheme: 'standard-webhooks', secrets: ['whsec_'] }],
    ['no base64', { scheme: 'standard-webhooks', secrets: ['whsec_not base64'] }],
    ['a public key that is too short', { scheme: 'standard-webhooks', secrets: ['whpk_AAAA'] }],
    ['a private key', { scheme: 'standard-webhooks', secrets: [`whsk_${'A'.repeat(43)}=`] }],
    [
      'nothing after keyPrefix',
      { scheme: 'hmac', secrets: ['pre_'], hmac: { header: 'x', keyPrefix: 'pre_' } },
    ],
    ['no hex', { scheme: 'hmac', secrets: ['xyz'], hmac: { header: 'x', key: 'hex' } }],
    ['a token that no header can carry', { scheme: 'bearer', secrets: ['schlüssel'] }],
  ])('%s', (_name, entry) => {
    expect(() => parseSource(entry)).toThrow(/secret/);
  });

  it('and never shown', () => {
    const entry = { scheme: 'standard-webhooks', secrets: ['whsec_hunter2 hunter2'] };
    expect(() => parseSource(entry)).toThrow(/^(?!.*hunter2)/s);
    expect(JSON.stringify(github())).not.toContain('key');
  });
});

describe('a bad entry', () => {
  test.each([
    [undefined, /expected object/],
    [null, /expected object/],
    ['github', /expected object/],
    [{ secrets: ['k'] }, /scheme: must be one of github, standard-webhooks, stripe, slack, bearer, hmac/],
    [{ scheme: 'githib', secrets: ['k'] }, /scheme: must be one of/],
    [{ scheme: 'github', secrets: ['k'], secret: 'k' }, /"secret"/],
    [{ scheme: 'github', secrets: ['k'], hmac: { header: 'x' } }, /"hmac"/],
    [{ scheme: 'github', secrets: ['k'], allow: ['10.0.0.0/33'] }, /allow: 0: not an address or range/],
    [{ scheme: 'github', secrets: ['k'], allow: ['10.0.0'] }, /allow: 0: not an address/],
    [{ scheme: 'github', secrets: ['k'], allow: ['::1/129'] }, /allow: 0: not an address/],
    [{ scheme: 'github', secrets: ['k'], allow: ['fe80::1%eth0'] }, /allow: 0: not an address/],
    [{ scheme: 'github', secrets: ['k'], allow: ['example.org'] }, /allow: 0: not an address/],
    [{ scheme: 'github', secrets: ['k'], allow: [] }, /allow: names nobody/],
    [{ scheme: 'github', secrets: ['k'], limit: '60' }, /limit: not a limit/],
    [{ scheme: 'github', secrets: ['k'], limit: '0/min' }, /limit: not a limit/],
    [{ scheme: 'github', secrets: ['k'], limit: '60/d' }, /limit: not a limit/],
    [{ scheme: 'github', secrets: ['k'], dedup: 'never' }, /dedup: `off` or a duration/],
    [{ scheme: 'github', secrets: ['k'], dedup: '0s' }, /dedup: `off` or a duration/],
    [{ scheme: 'github', secrets: ['k'], url: '/hooks/x' }, /url: not an absolute address/],
    [{ scheme: 'github', secrets: ['k'], url: 'ftp://a.example/' }, /url: not an absolute address/],
  ])('%j', (entry, problem) => {
    expect(() => parseSource(entry)).toThrow(problem);
  });

  it('tells all problems at once, and whose they are', () => {
    const entry = { scheme: 'github', secrets: [''], limit: 'x', dedup: 'y', allow: ['z'] };
    expect(() => parseSource(entry, { name: 'gh' })).toThrow(/^source gh: secrets.*allow.*limit.*dedup/);
  });
});

describe('what an entry becomes', () => {
  test.each([
    ['1/s', { count: 1, perMs: 1000 }],
    ['60/min', { count: 60, perMs: 60_000 }],
    ['500/h', { count: 500, perMs: 3_600_000 }],
    [undefined, null],
  ])('limit %s', (limit, expected) => {
    expect(github(limit === undefined ? {} : { limit }).limit).toEqual(expected);
  });

  test.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['11.1.2.3', false],
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['2001:db8::5', true],
    ['2001:db9::5', false],
  ])('allow lets %s in: %s', (address, expected) => {
    const { allow } = github({ allow: ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'] });
    expect(allow?.check(address, address.includes(':') ? 'ipv6' : 'ipv4')).toBe(expected);
  });

  test.each([
    ['github', undefined, 7 * DAY, 7 * DAY],
    ['github', '2h', 7_200_000, 7 * DAY],
    ['github', 'off', null, 7 * DAY],
    ['bearer', undefined, null, DAY],
    ['bearer', '2h', 7_200_000, 7_200_000],
    ['bearer', 'off', null, null],
  ])('%s with dedup %s', (scheme, dedup, dedupMs, idKeepMs) => {
    const entry = { scheme, secrets: ['k'], ...(dedup === undefined ? {} : { dedup }) };
    expect(parseSource(entry)).toMatchObject({ dedupMs, idKeepMs });
  });

  it('an hmac sender without a time is remembered for 24 h', () => {
    expect(hmac({}).dedupMs).toBe(DAY);
  });
});

describe('the hmac grammar', () => {
  it("takes the contract's example whole", () => {
    const entry = {
      header: 'x-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      parts: { separator: ',', assign: '=', signature: 'v1', timestamp: 't' },
      key: 'utf8',
      payload: '{timestamp}.{body}',
      timestamp: { header: 'x-timestamp', unit: 's' },
      tolerance: 300,
      id: { header: 'x-id' },
      type: { header: 'x-event' },
    };
    expect(hmac(entry, { dedup: '24h' }).scheme).toBe('hmac');
  });

  test.each([
    ['{timestamp}.{body}', {}, /payload: names \{timestamp\}/],
    ['{timestamp}.{body}', { timestamp: { field: '/at' } }, /payload: names \{timestamp\}/],
    ['{id}.{body}', {}, /payload: names \{id\}/],
    ['{id}.{body}', { id: { field: '/id' } }, /payload: names \{id\}/],
    ['{body}', { timestamp: { header: 'x-t' } }, /timestamp: is not signed/],
    ['{body}', { parts: { signature: 'v1', timestamp: 't' } }, /timestamp: is not signed/],
    ['{timestamp}{body}', { timestamp: { part: true } }, /timestamp: is a part/],
    ['{timestamp}', { timestamp: { header: 'x-t' } }, /payload: has no \{body\}/],
    ['{bdy}', {}, /payload: \{bdy\} is none of/],
    ['{body}', { tolerance: 60 }, /tolerance: means nothing/],
    ['{body}', { timestamp: { field: 'at' } }, /timestamp: field: not a JSON pointer/],
    ['{body}', { id: { header: 'x y' } }, /id: header: not a header name/],
    ['{body}', { algorithm: 'md5' }, /algorithm/],
    ['{body}', { encodng: 'hex' }, /"encodng"/],
    ['{body}', { header: [] }, /header/],
  ])('%s with %j is a problem', (payload, entry, problem) => {
    expect(() => hmac({ payload, ...entry })).toThrow(problem);
  });

  it('needs an address for {url} where the program knows that there is none', () => {
    const entry = { scheme: 'hmac', secrets: ['key'], hmac: { header: 'x-s', payload: '{url}{body}' } };
    expect(() => parseSource(entry, { publicUrl: null })).toThrow(
      /set `url` in this source or `server.publicUrl`/,
    );
    expect(() => parseSource({ ...entry, url: 'https://a.example/x' }, { publicUrl: null })).not.toThrow();
    expect(() => parseSource(entry)).not.toThrow();
  });

  it('checks a time that is named in `parts` only', () => {
    const source = hmac({ parts: { signature: 'v1', timestamp: 't' }, payload: '{timestamp}.{body}' });
    const body = Buffer.from('{}');
    const headers = source.bound.sign({ body, now: 0, id: 'i', type: null, url: 'https://a.example/' });
    const request = { method: 'POST', url: '/', headers, body };
    expect(source.bound.check(request, 301_000)).toEqual({ ok: false, reason: 'timestamp_skew' });
    expect(source.bound.check(request, 300_000).ok).toBe(true);
  });
});

describe('the schema', () => {
  it('knows every scheme by its name', () => {
    expect(new Set(SCHEMES.map(({ name }) => name)).size).toBe(6);
  });

  it('can be written as a JSON Schema for editors', () => {
    const json = JSON.stringify(z.toJSONSchema(sourceSchema, { io: 'input' }));
    for (const { name } of SCHEMES) expect(json).toContain(`"${name}"`);
  });
});
