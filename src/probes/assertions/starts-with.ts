import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quote } from './quote.ts';
import { textValue } from './values.ts';

const schema = z.strictObject({
  type: z.literal('starts-with').describe('the answer begins with this, to the letter'),
  value: textValue.describe('text'),
});

export const startsWith = {
  type: 'starts-with',
  schema,
  aspect: 'answer',
  compile: ({ value }) => ({
    check: ({ output }) =>
      output.startsWith(value)
        ? { holds: true, reason: `begins with ${quote(value)}` }
        : { holds: false, reason: `does not begin with ${quote(value)}; it is ${quote(output)}` },
  }),
} as const satisfies Assertion<typeof schema>;
