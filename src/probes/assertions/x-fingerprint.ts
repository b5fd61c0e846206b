import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quote, quoteAll } from './quote.ts';
import { textOrList } from './values.ts';

const schema = z.strictObject({
  type: z
    .literal('x-fingerprint')
    .describe("the answer has this `system_fingerprint`, OpenAI's mark of what runs behind a model"),
  value: textOrList.describe('the fingerprint, or a list any of which will do'),
});

export const xFingerprint = {
  type: 'x-fingerprint',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const allowed = typeof value === 'string' ? [value] : value;
    return {
      check: ({ fingerprint }) => {
        if (fingerprint === null) return { holds: null, reason: 'has no fingerprint' };
        return allowed.includes(fingerprint)
          ? { holds: true, reason: `has the fingerprint ${quote(fingerprint)}` }
          : { holds: false, reason: `has the fingerprint ${quote(fingerprint)}, not ${quoteAll(allowed)}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
