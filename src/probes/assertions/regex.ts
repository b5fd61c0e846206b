import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { compilePattern } from './pattern.ts';
import { quote } from './quote.ts';

const schema = z.strictObject({
  type: z.literal('regex').describe('a pattern is found in the answer'),
  value: z
    .string()
    .min(1)
    .describe(
      'a regular expression as JavaScript writes it, but none of what RE2 lacks: no look-ahead, no look-behind, no reference back to a group; an answer too long for the pattern fails',
    ),
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
      check: ({ output }, spend) =>
        compiled.pattern.test(output, spend)
          ? { holds: true, reason: `matches ${said}` }
          : { holds: false, reason: `does not match ${said}; it is ${quote(output)}` },
    };
  },
} as const satisfies Assertion<typeof schema>;
