import { z } from 'zod';
import { countOf } from '../../core/count-of.ts';
import type { Assertion } from './assertion.ts';
import { rangeProblem, rangeValue, within } from './limits.ts';

const schema = z.strictObject({
  type: z
    .literal('word-count')
    .describe('the answer has so many words; a word is what white space surrounds'),
  value: z
    .union([z.int().min(0), rangeValue], { error: 'must be a whole number, or { min: 5, max: 20 }' })
    .describe('exactly so many, or `min` and `max`'),
});

const STEPS_PER_CHARACTER = 20;

export const wordCount = {
  type: 'word-count',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const range = typeof value === 'number' ? { min: value, max: value } : value;
    const problem = rangeProblem(range);
    if (problem !== null) return { problem };
    return {
      check: ({ output }, spend) => {
        spend(STEPS_PER_CHARACTER * output.length);
        const words = countWords(output);
        const { holds, how } = within(words, range);
        return { holds, reason: `has ${countOf(words, 'word')}, ${how}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;

/** Without keeping them: a long answer has very many. */
function countWords(text: string): number {
  const word = /\S+/g;
  let words = 0;
  while (word.test(text)) words++;
  return words;
}
