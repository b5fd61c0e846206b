import { describe, expect, it, test } from 'vitest';
import { estimateBuckets } from '../../src/ledger/estimate-tokens.ts';

const WORDS = 'The meeting was moved to Thursday because two of the people are travelling. ';

function inputTokens(text: string): number {
  return estimateBuckets({ input: text, output: null })?.input.fresh ?? Number.NaN;
}

describe('tokens that nobody counted', () => {
  it('are null where there is no text, and 0 where it is empty', () => {
    expect(estimateBuckets({ input: null, output: null })).toBeNull();
    expect(estimateBuckets({ input: '', output: null })).toEqual({
      input: { fresh: 0, cacheRead: null, cacheWrite: null },
      output: { visible: null, reasoning: null },
    });
  });

  // As OpenAI's tokenizers count them.
  test.each([
    ['Hello, world!', 4],
    ['The quick brown fox jumps over the lazy dog.', 10],
  ])('of %j are near %i', (text, real) => {
    expect(Math.abs(inputTokens(text) - real)).toBeLessThanOrEqual(1);
  });

  it('of input and output are apart', () => {
    const both = estimateBuckets({ input: WORDS.repeat(10), output: WORDS });
    expect(both?.input.fresh).toBeGreaterThan((both?.output.visible ?? 0) * 9);
  });

  it('of a long text come from samples of it, near what the whole has', () => {
    const long = inputTokens(WORDS.repeat(14_000));
    expect(long / (inputTokens(WORDS.repeat(500)) * 28)).toBeCloseTo(1, 1);
    const halves = WORDS.repeat(7_000) + '漢'.repeat(WORDS.length * 7_000);
    const whole = inputTokens(WORDS.repeat(700)) * 10 + inputTokens('漢'.repeat(WORDS.length * 700)) * 10;
    expect(inputTokens(halves) / whole).toBeCloseTo(1, 1);
  });

  it('of a long text take no long time: what lies between the samples is not looked at', () => {
    const words = WORDS.repeat(14_000);
    // The samples begin 70,000 characters apart, and are some 4,000 long.
    const between = words.slice(0, 5_000) + '漢'.repeat(50_000) + words.slice(55_000);
    expect(inputTokens(between)).toBe(inputTokens(words));
    const short = words.slice(0, 65_000);
    expect(inputTokens(`${short.slice(0, 5_000)}${'漢'.repeat(50_000)}`)).not.toBe(inputTokens(short));
  });
});
