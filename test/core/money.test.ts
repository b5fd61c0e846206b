import { describe, expect, it, test } from 'vitest';
import { dollarsOf, picoOf } from '../../src/core/money.ts';

describe('dollarsOf', () => {
  test.each([
    [0n, '0.00'],
    [1n, '0.000000000001'],
    [-1n, '-0.000000000001'],
    [8_229_000_000n, '0.008229'],
    [500_000_000_000n, '0.50'],
    [12_500_000_000_000n, '12.50'],
    [100_000_000_000_000n, '100.00'],
    [-1_050_000_000_000n, '-1.05'],
    [9_007_199_254_740_993_000_000_000_001n, '9007199254740993.000000000001'],
  ])('writes %s pico-USD as %s', (pico, dollars) => {
    expect(dollarsOf(pico)).toBe(dollars);
  });
});

describe('picoOf', () => {
  test.each([
    ['0', 0n],
    ['$1', 1_000_000_000_000n],
    ['$1.00', 1_000_000_000_000n],
    [' 0.008229 ', 8_229_000_000n],
    ['0.000000000001', 1n],
    ['007.5', 7_500_000_000_000n],
    ['999999999999.999999999999', 999_999_999_999_999_999_999_999n],
  ])('reads %j as %s pico-USD', (dollars, pico) => {
    expect(picoOf(dollars)).toBe(pico);
  });

  test.each([
    '',
    '$',
    '.5',
    '5.',
    '-1',
    '+1',
    '1e3',
    '1,000',
    '1.000,50',
    '0x10',
    '$$1',
    '1 $',
    'Infinity',
    'NaN',
    '٣',
    '1\n2',
    '0.0000000000001',
    '1000000000000',
  ])('does not read %j', (text) => {
    expect(picoOf(text)).toBeNull();
  });

  it('reads what dollarsOf writes', () => {
    for (const pico of [0n, 1n, 10n, 123_456_789n, 10n ** 12n, 10n ** 12n + 10n ** 9n]) {
      expect(picoOf(dollarsOf(pico))).toBe(pico);
    }
  });
});
