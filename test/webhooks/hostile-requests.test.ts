import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { verify } from '../../src/webhooks/verify.ts';
import {
  bearer,
  BODY,
  door,
  github,
  INPUT,
  NOW,
  reasonOf,
  signed,
  SOURCES,
  standard,
  stripe,
} from './senders.ts';

const hex = (key: string, text: string | Uint8Array) => createHmac('sha256', key).update(text).digest('hex');

describe('what is not a signature', () => {
  const mac = hex('key', BODY);
  test.each([
    ['good', `sha256=${mac}`, 'accepted'],
    ['upper-case digits', `sha256=${mac.toUpperCase()}`, 'signature_malformed'],
    ['another name for the digest', `SHA256=${mac}`, 'signature_malformed'],
    ['no prefix', mac, 'signature_malformed'],
    ['sha1', `sha1=${createHmac('sha1', 'key').update(BODY).digest('hex')}`, 'signature_malformed'],
    ['a space before', ` sha256=${mac}`, 'signature_malformed'],
    ['a space after', `sha256=${mac} `, 'signature_malformed'],
    ['a line break after', `sha256=${mac}\n`, 'signature_malformed'],
    ['two joined', `sha256=${mac}, sha256=${mac}`, 'signature_malformed'],
    ['the empty key', `sha256=${hex('', BODY)}`, 'signature_mismatch'],
  ])('github: %s', (_name, value, reason) => {
    expect(reasonOf(signed(github, { headers: [['x-hub-signature-256', value]] }), github)).toBe(reason);
  });

  const v1 = hex('key', `${NOW}.${BODY.toString()}`);
  test.each([
    ['good', `t=${NOW},v1=${v1}`, 'accepted'],
    ['unknown keys beside it', `a=b,t=${NOW},v0=${v1},v1=${v1},z=`, 'accepted'],
    ['a broken one beside it', `t=${NOW},v1=zz,v1=${v1}`, 'accepted'],
    ['only v0', `t=${NOW},v0=${v1}`, 'signature_missing'],
    ['the same time twice', `t=${NOW},t=${NOW},v1=${v1}`, 'timestamp_duplicate'],
    ['no time', `v1=${v1}`, 'timestamp_missing'],
    ['a name of Object.prototype', `t=${NOW},__proto__=${v1},constructor=1`, 'signature_missing'],
    [
      'after more signatures than are tried',
      `t=${NOW},${`v1=${'0'.repeat(64)},`.repeat(32)}v1=${v1}`,
      'signature_mismatch',
    ],
  ])('stripe: %s', (_name, value, reason) => {
    expect(reasonOf(signed(stripe, { headers: [['stripe-signature', value]] }), stripe)).toBe(reason);
  });

  test.each([
    ['Bearer key', 'accepted'],
    ['bearer key', 'accepted'],
    ['BEARER  key', 'accepted'],
    ['Bearer key2', 'token_mismatch'],
    ['Bearer KEY', 'token_mismatch'],
    ['Bearer', 'signature_malformed'],
    ['Bearer ', 'signature_malformed'],
    ['Basic key', 'signature_malformed'],
    ['key', 'signature_malformed'],
    ['Bearer key\u0000', 'signature_malformed'],
    ['Bearer \u016bey', 'signature_malformed'],
    [`Bearer ${'k'.repeat(100_000)}`, 'signature_malformed'],
  ])('bearer: %j', (value, reason) => {
    expect(reasonOf(signed(bearer, { headers: [['authorization', value.slice(0, 100_010)]] }), bearer)).toBe(
      reason,
    );
  });

  it('mixes no header families: svix-* count only where no webhook-* is there', () => {
    const headers = standard.bound
      .sign(INPUT)
      .map(([k, v]): [string, string] => [k.replace('webhook', 'svix'), v]);
    expect(reasonOf(signed(standard, { headers }), standard)).toBe('accepted');
    expect(reasonOf(signed(standard, { headers: [...headers, ['webhook-id', 'id-1']] }), standard)).toBe(
      'signature_missing',
    );
    const mixed = headers.map(([k, v]): [string, string] => [k === 'svix-id' ? 'webhook-id' : k, v]);
    expect(reasonOf(signed(standard, { headers: mixed }), standard)).toBe('signature_missing');
  });

  it('lets no byte move from the timestamp into the id, even where the signature would still fit', () => {
    const body = Buffer.from(`${NOW}.{}`);
    const moved = signed(standard, {
      headers: standard.bound.sign({ ...INPUT, body }),
      body: Buffer.from('{}'),
    }).headers;
    const headers = moved.map(([k, v]): [string, string] => [k, k === 'webhook-id' ? `id-1.${NOW}` : v]);
    expect(reasonOf({ ...signed(standard), body: Buffer.from('{}'), headers }, standard)).toBe(
      'id_malformed',
    );
    const asDoor = door.bound.sign({ ...INPUT, body });
    const doorHeaders = asDoor.map(([k, v]): [string, string] => [k, k === 'x-id' ? `id-1.${NOW}` : v]);
    expect(reasonOf({ ...signed(door), body: Buffer.from('{}'), headers: doorHeaders }, door)).toBe(
      'id_malformed',
    );
  });

  it('takes the signature from any of the listed headers', () => {
    const headers = door.bound.sign(INPUT);
    const other = headers.map(([k, v]): [string, string] => [
      k === 'x-signature' ? 'x-other-signature' : k,
      v,
    ]);
    expect(reasonOf(signed(door, { headers: other }), door)).toBe('accepted');
    const beside: [string, string][] = [...other, ['x-signature', '0'.repeat(64)]];
    expect(reasonOf(signed(door, { headers: beside }), door)).toBe('accepted');
  });
});

describe('verify never throws', () => {
  const good = signed(github);
  const thrower = new Proxy(good, {
    get() {
      throw new Error('hostile');
    },
  });
  const requests: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['a string', 'POST /'],
    ['an array', []],
    ['nothing in it', {}],
    ['no body', { ...good, body: undefined }],
    ['a null body', { ...good, body: null }],
    ['a text body', { ...good, body: BODY.toString() }],
    ['an array for a body', { ...good, body: [...BODY] }],
    ['no headers', { ...good, headers: undefined }],
    ['headers as an object', { ...good, headers: { 'x-hub-signature-256': 'x' } }],
    ['a header with no value', { ...good, headers: [['x-hub-signature-256']] }],
    ['a header of three', { ...good, headers: [['a', 'b', 'c']] }],
    ['a header value that is a number', { ...good, headers: [['x-hub-signature-256', 5]] }],
    ['a header value that is a list', { ...good, headers: [['x-hub-signature-256', ['a', 'b']]] }],
    ['a null header', { ...good, headers: [null] }],
    ['a number for a method', { ...good, method: 1 }],
    ['no url', { ...good, url: undefined }],
    ['getters that throw', thrower],
  ];
  test.each(requests)('given %s for a request', (_name, request) => {
    for (const source of Object.values(SOURCES)) {
      expect(Reflect.apply(verify, null, [request, source, new Date()])).toEqual({
        ok: false,
        reason: 'request_malformed',
      });
    }
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'github'],
    ['the entry itself', { scheme: 'github', secrets: ['key'] }],
    ['a bound null', { bound: null }],
  ])('given %s for a source', (_name, source) => {
    expect(Reflect.apply(verify, null, [good, source, new Date()])).toEqual({
      ok: false,
      reason: 'secret_missing',
    });
  });

  test.each([undefined, null, 'now', 5, {}])('given %j for a date', (now) => {
    for (const source of Object.values(SOURCES)) {
      expect(Reflect.apply(verify, null, [signed(source), source, now])).toMatchObject({ ok: false });
    }
  });

  it('given headers of megabytes', () => {
    const values = ['A', 'v1,', 'v1,A= ', 't=1,', '=', ',', '\u0000', 'sha256=', '\ud800'].map((text) =>
      text.repeat(1_000_000),
    );
    const names = Object.values(SOURCES).flatMap((source) => source.bound.sign(INPUT).map(([name]) => name));
    for (const value of values) {
      const headers = [...new Set(names)].map((name): [string, string] => [name, value]);
      for (const source of Object.values(SOURCES))
        expect(reasonOf(signed(source, { headers }), source)).not.toBe('accepted');
    }
  });
});
