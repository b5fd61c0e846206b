import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { compilePattern } from './pattern.ts';
import { quote } from './quote.ts';

const schema = z.strictObject({
  type: z.literal('regex').describe('a pattern is found in the answer'),
  value: z
    .string()
    .min(1)
    .describe('a regular expression of RE2: no look-ahead, no look-behind, no reference back to a group'),
});

export const regex = {
  type: 'regex',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const compiled = compilePattern(value);
    if ('problem' in compiled) return { problem: `has a pattern that ${compiled.problem}` };
    const said = quote(value);
    return {
      check: ({ output }) => {
        const found = compiled.pattern.test(output);
        if (found === null) return { holds: null, reason: `is too long to search for ${said}` };
        return found
          ? { holds: true, reason: `matches ${said}` }
          : { holds: false, reason: `does not match ${said}; it is ${quote(output)}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
