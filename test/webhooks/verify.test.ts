import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { parseSource, verify } from '../../src/webhooks/verify.ts';
import {
  bearer,
  BODY,
  github,
  INPUT,
  NOW,
  reasonOf,
  signed,
  slack,
  SOURCES,
  standard,
  stripe,
  door,
  WHSEC,
} from './senders.ts';

describe('verify tells what the contract promises', () => {
  it('names the delivery, the time and the secret that fitted', () => {
    expect(verify(signed(standard), standard, new Date(NOW * 1000))).toEqual({
      ok: true,
      deliveryId: 'id-1',
      signedAt: new Date(NOW * 1000),
      secret: 0,
    });
  });

  it('leaves out what the scheme does not have', () => {
    const headers = github.bound.sign(INPUT).filter(([name]) => name !== 'X-GitHub-Delivery');
    expect(verify(signed(github, { headers }), github, new Date(0))).toEqual({ ok: true, secret: 0 });
  });

  it('finds the delivery id in the signed body where the scheme keeps it there', () => {
    const body = Buffer.from('{"id":"evt_1"}');
    const request = signed(stripe, { body, headers: stripe.bound.sign({ ...INPUT, body }) });
    expect(verify(request, stripe, new Date(NOW * 1000))).toMatchObject({ ok: true, deliveryId: 'evt_1' });
  });
});

describe('the window of 300 s belongs to both sides', () => {
  const timed = { standard, stripe, slack, door };
  const cases = Object.entries(timed).flatMap(([name, source]) =>
    [-302, -301, -300, -1, 0, 1, 300, 301, 302].map((off) => [name, off, source] as const),
  );
  test.each(cases)('%s at %i s', (_name, off, source) => {
    expect(reasonOf(signed(source), source, NOW + off)).toBe(
      Math.abs(off) <= 300 ? 'accepted' : 'timestamp_skew',
    );
  });

  it('has millisecond edges', () => {
    const request = signed(stripe);
    const oks = [300_000, 300_001, -300_000, -300_001].map(
      (ms) => verify(request, stripe, new Date(NOW * 1000 + ms)).ok,
    );
    expect(oks).toEqual([true, false, true, false]);
  });

  it('lets no clock through that is not a number', () => {
    expect(verify(signed(stripe), stripe, new Date(Number.NaN))).toEqual({
      ok: false,
      reason: 'timestamp_skew',
    });
  });

  it('is as wide as the source says', () => {
    const hmac = { header: 'x-s', payload: '{timestamp}{body}', timestamp: { header: 'x-t' }, tolerance: 60 };
    const narrow = parseSource({ scheme: 'hmac', secrets: ['key'], hmac });
    expect([59, 60, 61].map((off) => reasonOf(signed(narrow), narrow, NOW + off))).toEqual([
      'accepted',
      'accepted',
      'timestamp_skew',
    ]);
  });
});

describe('rotation', () => {
  test.each([
    ['the first', ['key', 'old'], 0],
    ['the second', ['new', 'key'], 1],
    ['the last of many', ['a', 'b', 'c', 'key'], 3],
  ])('%s secret fits', (_name, secrets, index) => {
    for (const [scheme, source] of Object.entries({ github, stripe, slack, bearer })) {
      const rotated = parseSource({ scheme, secrets });
      expect(verify(signed(source), rotated, new Date(NOW * 1000))).toMatchObject({
        ok: true,
        secret: index,
      });
    }
  });

  it('fits none: refused', () => {
    expect(reasonOf(signed(github), parseSource({ scheme: 'github', secrets: ['a', 'b'] }))).toBe(
      'signature_mismatch',
    );
  });

  it('goes from a shared secret to a public key', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const whpk = `whpk_${publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
    const source = parseSource({ scheme: 'standard-webhooks', secrets: [WHSEC, whpk] });
    const v1a = sign(null, Buffer.concat([Buffer.from(`m1.${NOW}.`), BODY]), privateKey).toString('base64');
    const headers: [string, string][] = [
      ['webhook-id', 'm1'],
      ['webhook-timestamp', String(NOW)],
      ['webhook-signature', `v1,${'A'.repeat(43)}= v1a,${v1a}`],
    ];
    expect(verify(signed(source, { headers }), source, new Date(NOW * 1000))).toMatchObject({
      ok: true,
      secret: 1,
    });
    // The same bytes under the other version's name are no signature.
    const renamed = headers.map(([name, value]): [string, string] => [name, value.replace('v1a,', 'v1,')]);
    expect(reasonOf(signed(source, { headers: renamed }), source)).toBe('signature_mismatch');
  });
});

function twice(source: typeof github, name: string) {
  const headers = source.bound.sign(INPUT);
  return signed(source, { headers: [...headers, ...headers.filter(([key]) => key === name)] });
}

describe('a header that was sent twice is never joined', () => {
  test.each([
    ['github', 'X-Hub-Signature-256', 'signature_duplicate'],
    ['github', 'X-GitHub-Delivery', 'id_malformed'],
    ['standard', 'webhook-signature', 'signature_duplicate'],
    ['standard', 'webhook-timestamp', 'timestamp_duplicate'],
    ['standard', 'webhook-id', 'id_malformed'],
    ['stripe', 'Stripe-Signature', 'signature_duplicate'],
    ['slack', 'X-Slack-Signature', 'signature_duplicate'],
    ['slack', 'X-Slack-Request-Timestamp', 'timestamp_duplicate'],
    ['bearer', 'Authorization', 'signature_duplicate'],
    ['bearer', 'x-id', 'id_malformed'],
    ['door', 'x-signature', 'signature_duplicate'],
    ['door', 'x-timestamp', 'timestamp_duplicate'],
    ['door', 'x-id', 'id_malformed'],
  ] as const)('%s %s', (name, header, reason) => {
    expect(reasonOf(twice(SOURCES[name], header), SOURCES[name])).toBe(reason);
  });

  it('also where only the case differs and the values are the same', () => {
    const headers = github.bound.sign(INPUT);
    const again = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
    expect(reasonOf(signed(github, { headers: [...headers, ...again] }), github)).toBe('signature_duplicate');
  });
});

describe('an empty header counts as missing', () => {
  test.each([
    ['github', 'X-Hub-Signature-256', 'signature_missing'],
    ['standard', 'webhook-signature', 'signature_missing'],
    ['standard', 'webhook-timestamp', 'timestamp_missing'],
    ['standard', 'webhook-id', 'id_missing'],
    ['slack', 'X-Slack-Request-Timestamp', 'timestamp_missing'],
    ['bearer', 'Authorization', 'signature_missing'],
    ['door', 'x-id', 'id_missing'],
    ['door', 'x-timestamp', 'timestamp_missing'],
  ] as const)('%s %s', (name, header, reason) => {
    const source = SOURCES[name];
    const headers = source.bound.sign(INPUT);
    const emptied = headers.map(([key, value]): [string, string] => [key, key === header ? '' : value]);
    expect(reasonOf(signed(source, { headers: emptied }), source)).toBe(reason);
    expect(reasonOf(signed(source, { headers: headers.filter(([key]) => key !== header) }), source)).toBe(
      reason,
    );
  });
});
