import { describe, expect, it, test } from 'vitest';
import { signTyped } from '../../src/cli/typed-body.ts';
import { parseSource } from '../../src/webhooks/source.ts';
import { check } from '../../src/webhooks/verify.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const now = Date.UTC(2026, 10, 22);
const input = (body: string, type: string | null) => ({
  body: Buffer.from(body),
  now,
  id: 'msg_1',
  type,
  url: 'http://127.0.0.1/hooks/x',
});

describe('pithead send --type', () => {
  test.each([
    ['a header where the sender has one', { scheme: 'github', secrets: ['s'] }, '{"a":1}', '{"a":1}'],
    ['the body else', { scheme: 'standard-webhooks', secrets: [SECRET] }, '{"a":1}', '{"a":1,"type":"x.y"}'],
    ['the body, in place of another', { scheme: 'stripe', secrets: ['s'] }, '{"type":"z"}', '{"type":"x.y"}'],
    [
      'a configured field of the body',
      { scheme: 'bearer', secrets: ['s'], type: { field: '/type' } },
      '{"a":1}',
      '{"a":1,"type":"x.y"}',
    ],
  ])('puts the type into %s', (_name, entry, body, sent) => {
    const source = parseSource(entry);
    const signed = signTyped(source, input(body, 'x.y'));
    expect(Buffer.from(signed.body).toString()).toBe(sent);
    const request = { method: 'POST', url: '/hooks/x', ...signed };
    expect(check(request, source, now).ok).toBe(true);
    expect(source.bound.describe(request, JSON.parse(sent)).type).toBe('x.y');
  });

  it('leaves a body without --type as it is, byte for byte', () => {
    const source = parseSource({ scheme: 'standard-webhooks', secrets: [SECRET] });
    expect(Buffer.from(signTyped(source, input('{ "a" : 1 }', null)).body).toString()).toBe('{ "a" : 1 }');
  });

  it('says so where the type is in no place that it can set', () => {
    const source = parseSource({ scheme: 'bearer', secrets: ['s'], type: { field: '/deep/type' } });
    expect(() => signTyped(source, input('{"deep":{}}', 'x.y'))).toThrow(/elsewhere in the body/);
    expect(() => signTyped(source, input('plain text', 'x.y'))).toThrow(/elsewhere in the body/);
  });
});
