import { describe, expect, it } from 'vitest';
import { dollarsOf } from '../../src/core/money.ts';
import { picoOfUsd, sayUsd } from '../../src/core/usd.ts';

describe('picoOfUsd', () => {
  it.each([0n, 1n, -1n, 8_229_000_000n, -12_500_000_000_000n, 2n ** 63n - 1n, -(2n ** 63n)])(
    'reads what dollarsOf wrote of %s',
    (pico) => {
      expect(picoOfUsd(dollarsOf(pico))).toBe(pico);
    },
  );

  it.each(['', '-', '--1', 'null', '1e3', '1,000.00'])('takes %j for no amount', (text) => {
    expect(() => picoOfUsd(text)).toThrow(new RangeError(`"${text}" is no amount of dollars`));
  });
});

it('sayUsd says it as a person reads it', () => {
  expect([sayUsd('1234.5'), sayUsd('-0.12'), sayUsd('0.00')]).toEqual(['$1,234.50', '−$0.12', '$0.00']);
});
