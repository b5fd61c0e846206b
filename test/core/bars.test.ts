import { describe, expect, it } from 'vitest';
import { bars, spansPerBar } from '../../src/core/bars.ts';
import { spanOfBars } from '../../src/core/span-of-bars.ts';

const HOUR = 3_600_000;

describe('bars', () => {
  it.each([
    ['nothing where there is no time', [], ''],
    ['that nothing was spent', [0n, 0n], '··'],
    ['one amount as the highest', [7n], '▇'],
    ['heights against the greatest', [1n, 21n, 41n, 61n, 81n, 100n], '▁▂▃▅▇▇'],
    ['the least amount, however small', [1n, 0n, 10n ** 18n], '▁·▇'],
    ['what was taken back as nothing', [-5n, 5n], '·▇'],
    ['amounts beyond what a double holds', [2n ** 63n, 2n ** 64n], '▃▇'],
  ])('show %s', (_what, amounts, line) => {
    expect(bars(amounts)).toBe(line);
  });

  it('add up what is too much for the room, the newest bar being whole', () => {
    expect(bars([9n, 1n, 1n, 1n, 1n], 2)).toBe('▇▂');
    expect(bars([1n, 1n, 1n, 1n, 1n], 2)).toBe('▅▇');
    expect(bars(Array.from({ length: 366 }, () => 1n))).toHaveLength(8);
  });

  it.each([
    [0, 1],
    [8, 1],
    [9, 2],
    [31, 4],
    [366, 46],
  ])('of %i spans stand for %i each', (spans, each) => {
    expect(spansPerBar(spans)).toBe(each);
    expect(bars(Array.from({ length: spans }, () => 1n))).toHaveLength(Math.ceil(spans / each));
  });
});

describe('spanOfBars', () => {
  it.each([
    ['hour', []],
    ['hour', [0]],
    ['hour', [0, HOUR, 2 * HOUR]],
    ['day', [0, 23 * HOUR]],
    ['day', [0, HOUR, 26 * HOUR]],
  ])('is %s', (span, starts) => {
    expect(spanOfBars(starts)).toBe(span);
  });
});
