import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { tokensOf } from './tokens.ts';

const schema = z.strictObject({
  type: z.literal('x-usage-present').describe('the answer says how many tokens went in and came out'),
});

export const xUsagePresent = {
  type: 'x-usage-present',
  schema,
  aspect: 'answer',
  compile: () => ({
    check: ({ usage }) => {
      const sent = tokensOf(usage, 'input');
      const came = tokensOf(usage, 'output');
      if (sent !== null && came !== null)
        return { holds: true, reason: `says its usage: ${sent} in, ${came} out` };
      if (sent === null && came === null) return { holds: false, reason: 'does not say its usage' };
      return { holds: false, reason: `says its usage without ${sent === null ? 'input' : 'output'} tokens` };
    },
  }),
} as const satisfies Assertion<typeof schema>;
