import { describe, expect, it } from 'vitest';
import { causesOf, cell, held, line } from './bills.ts';

describe('calls without a price', () => {
  it('explain what their own tokens come to at the bill’s price, and no more', () => {
    const ours = cell(1, 'new', 0, { calls: 1, unpriced: 1, inputTokens: 900, outputTokens: 100 });
    const result = held([line(1, 'new', 500, { tokens: 100_000_000 })], [ours]);
    expect(causesOf(result)).toEqual([['unpriced-model', 0.5]]);
    expect(result.unexplainedPico).toBe(result.differencePico - 5_000_000_000n);
  });

  it('explain all of it where the bill has the same tokens', () => {
    const ours = cell(1, 'new', 0, { unpriced: 10, inputTokens: 900, outputTokens: 100 });
    const result = held([line(1, 'new', 5, { tokens: 1_000 })], [ours]);
    expect(causesOf(result)).toEqual([['unpriced-model', 500]]);
    expect(result.unexplainedPico).toBe(0n);
  });

  it('of a total explain twice what other calls cost on average', () => {
    const cells = [cell(1, 'known', 0.9, { calls: 1 }), cell(1, 'new', 0, { calls: 1, unpriced: 1 })];
    const result = held([line(1, null, 9.9)], cells);
    expect(causesOf(result)).toEqual([['unpriced-model', 180]]);
    expect(result.unexplainedPico).toBe(result.differencePico - 1_800_000_000_000n);
  });
});
