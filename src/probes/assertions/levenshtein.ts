import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { countOf } from '../../core/count-of.ts';
import type { Assertion } from './assertion.ts';
import { quote } from './quote.ts';

/** Text and threshold together bound what is compared: an answer that is longer than both is too far away anyhow. */
const MOST = 2_000;

const schema = z.strictObject({
  type: z
    .literal('levenshtein')
    .describe('the answer is almost this: few letters are other, missing or too many'),
  value: z.string().max(MOST).describe('text, of 2,000 characters at most'),
  threshold: z.int().min(0).max(MOST).default(5).describe('the most letters that may differ'),
});

export const levenshtein = {
  type: 'levenshtein',
  schema,
  aspect: 'answer',
  compile: ({ value, threshold }) => ({
    check: ({ output }, spend) => {
      const longer = Math.abs(output.length - value.length);
      if (longer <= threshold) spend(output.length * value.length);
      const far = longer > threshold ? longer : distance(output, value);
      const said = `${longer > threshold ? 'at least ' : ''}${countOf(far, 'letter')} from ${quote(value)}`;
      return far <= threshold
        ? { holds: true, reason: `is ${said}, within ${threshold}` }
        : { holds: false, reason: `is ${said}, more than ${threshold}; it is ${quote(output)}` };
    },
  }),
} as const satisfies Assertion<typeof schema>;
