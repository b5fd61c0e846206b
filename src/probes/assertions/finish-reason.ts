import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quote } from './quote.ts';

const schema = z.strictObject({
  type: z.literal('finish-reason').describe('the model stopped for this reason'),
  value: z
    .string()
    .min(1)
    .describe('`stop`, `length`, `tool_calls`, `content_filter`; in upper or lower case'),
});

export const finishReason = {
  type: 'finish-reason',
  schema,
  aspect: 'answer',
  compile: ({ value }) => ({
    check: ({ finishReason: came }) => {
      if (came === null || came === '') return { holds: false, reason: 'does not say why it ended' };
      return came.toLowerCase() === value.toLowerCase()
        ? { holds: true, reason: `ended by ${quote(came)}` }
        : { holds: false, reason: `ended by ${quote(came)}, not ${quote(value)}` };
    },
  }),
} as const satisfies Assertion<typeof schema>;
