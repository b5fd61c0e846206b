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

export const wordCount = {
  type: 'word-count',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const range = typeof value === 'number' ? { min: value, max: value } : value;
    const problem = rangeProblem(range);
    if (problem !== null) return { problem };
    return {
      check: ({ output }) => {
        const words = output.match(/\S+/g)?.length ?? 0;
        const { holds, how } = within(words, range);
        return { holds, reason: `has ${countOf(words, 'word')}, ${how}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
