import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { firstMatch, sameBytes } from '../../src/webhooks/compare.ts';
import { decode, type Encoding } from '../../src/webhooks/encoding.ts';
import { isWithin, parseTime, type TimeUnit } from '../../src/webhooks/timestamp.ts';

describe('decoding is canonical', () => {
  test.each<[Encoding, string, number[] | null]>([
    ['hex', '00ff', [0, 255]],
    ['hex', '', []],
    ['hex', '00FF', null],
    ['hex', '00f', null],
    ['hex', '0x00', null],
    ['hex', '00 ff', null],
    ['hex', '00ff\n', null],
    ['hex', '٠٠', null],
    ['base64', '', []],
    ['base64', 'AA==', [0]],
    ['base64', 'AAA=', [0, 0]],
    ['base64', 'AAAA', [0, 0, 0]],
    ['base64', '+/+/', [251, 255, 191]],
    ['base64', 'AB==', null],
    ['base64', 'AAB=', null],
    ['base64', 'AA', null],
    ['base64', 'AA=', null],
    ['base64', 'AA===', null],
    ['base64', 'AAAA=', null],
    ['base64', '====', null],
    ['base64', 'A===', null],
    ['base64', '-_-_', null],
    ['base64', 'AA ==', null],
    ['base64', 'AA==\n', null],
    ['base64', 'AA==AA==', null],
    ['base64url', '-_-_', [251, 255, 191]],
    ['base64url', 'AA', [0]],
    ['base64url', 'AB', null],
    ['base64url', 'AA==', null],
    ['base64url', 'A', null],
    ['base64url', '+/+/', null],
  ])('%s %j', (encoding, text, bytes) => {
    const decoded = decode(text, encoding);
    expect(decoded === null ? null : [...decoded]).toEqual(bytes);
  });
});

describe('a time is its digits and nothing else', () => {
  test.each<[string, TimeUnit, number | null]>([
    ['1700000000', 's', 1_700_000_000_000],
    ['1700000000123', 'ms', 1_700_000_000_123],
    ['0', 's', 0],
    ['', 's', null],
    ['-1', 's', null],
    ['+1700000000', 's', null],
    [' 1700000000', 's', null],
    ['1700000000 ', 's', null],
    ['1700000000\n', 's', null],
    ['1700000000.0', 's', null],
    ['1.7e9', 's', null],
    ['0x10', 's', null],
    ['NaN', 's', null],
    ['Infinity', 'ms', null],
    ['1_000', 's', null],
    ['١٧٠٠', 's', null],
    ['999999999999999', 'ms', 999_999_999_999_999],
    ['1000000000000000', 's', null],
    ['2026-01-01T00:00:00Z', 'rfc3339', 1_767_225_600_000],
    ['2026-01-01T00:00:00.123456789Z', 'rfc3339', 1_767_225_600_123],
    ['2026-01-01T01:00:00+01:00', 'rfc3339', 1_767_225_600_000],
    ['2026-01-01T00:00:00', 'rfc3339', null],
    ['2026-01-01 00:00:00Z', 'rfc3339', null],
    ['2026-13-01T00:00:00Z', 'rfc3339', null],
    ['2026-01-01T00:00:00Z.9', 'rfc3339', null],
    ['+2026-01-01T00:00:00Z', 'rfc3339', null],
    ['2026-01-01', 'rfc3339', null],
    ['1767225600', 'rfc3339', null],
  ])('%j as %s', (text, unit, expected) => {
    expect(parseTime(text, unit)).toBe(expected);
  });

  test.each([
    [0, 300_000, true],
    [0, -300_000, true],
    [0, 300_001, false],
    [0, -300_001, false],
    [0, Number.NaN, false],
    [Number.NaN, 0, false],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, false],
  ])('from %d to %d: %s', (at, now, expected) => {
    expect(isWithin(at, now, 300_000)).toBe(expected);
  });
});

describe('the one comparison', () => {
  test.each([
    ['', '', true],
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    ['', 'a', false],
    ['a', 'a\0', false],
    ['x'.repeat(64), 'x'.repeat(64), true],
    ['x'.repeat(64), 'x'.repeat(65), false],
    ['x'.repeat(65), 'x'.repeat(65), true],
    ['x'.repeat(99), `${'x'.repeat(98)}y`, false],
  ])('%j and %j', (a, b, expected) => {
    expect(sameBytes(Buffer.from(a), Buffer.from(b))).toBe(expected);
  });

  it('finds the first expected value', () => {
    const [a, b, c] = [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')];
    expect(firstMatch([a, b], [c, b])).toBe(1);
    expect(firstMatch([a, b], [b, a])).toBe(0);
    expect(firstMatch([a, b], [c])).toBe(-1);
    expect(firstMatch([], [c])).toBe(-1);
    expect(firstMatch([a], [])).toBe(-1);
  });

  const root = new URL('../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );

  it('is the only one in src', () => {
    const texts = new Map(files.map((name) => [name, readFileSync(new URL(name, root), 'utf8')]));
    const users = [...texts].filter(([, text]) => text.includes('timingSafeEqual')).map(([name]) => name);
    expect(users).toEqual(['webhooks/compare.ts']);
    const verifying = [...texts].filter(([name]) => /^webhooks\/(?:schemes\/|verify|identify)/.test(name));
    expect(verifying.length).toBeGreaterThan(10);
    const value = String.raw`\b(?:signatures?|digest\([^)]*\)|hmac|mac|token|secret|expected)(?:\.value)?`;
    const constant = String.raw`(?!\s*(?:undefined|null|-1|'|"|\d))`;
    const byOperator = new RegExp(String.raw`${value}\s*[!=]==${constant}|[!=]==\s*${value}\s*[;)&|]`);
    const offenders = verifying.filter(([, text]) => byOperator.test(text)).map(([name]) => name);
    expect(offenders).toEqual([]);
    expect('if (signature === expected) {').toMatch(byOperator);
    expect('return expected !== token;').toMatch(byOperator);
  });
});
