import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { rangeProblem, rangeValue, within } from './limits.ts';
import { TOKENS_OF, tokensOf } from './tokens.ts';

const schema = z.strictObject({
  type: z.literal('x-token-band').describe('the call used so many tokens; a count that is not known fails'),
  value: rangeValue.describe('`min` and `max`, or one of them'),
  of: z
    .enum(TOKENS_OF)
    .default('output')
    .describe('which tokens; cached ones are input, reasoning is output'),
});

export const xTokenBand = {
  type: 'x-token-band',
  schema,
  aspect: 'cost',
  compile: ({ value, of }) => {
    const problem = rangeProblem(value);
    if (problem !== null) return { problem };
    return {
      check: ({ usage }) => {
        const tokens = tokensOf(usage, of);
        if (tokens === null) return { holds: null, reason: `has an unknown number of ${of} tokens` };
        const { holds, how } = within(tokens, value);
        return { holds, reason: `used ${tokens} ${of} tokens, ${how}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
