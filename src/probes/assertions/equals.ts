import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Assertion, Check } from './assertion.ts';
import { parseJson } from './parse-json.ts';
import { quote, sayJson } from './quote.ts';

const schema = z.strictObject({
  type: z.literal('equals').describe('the answer is exactly this'),
  value: z.json().describe('text, to the letter; a mapping or a list: the answer is JSON and means the same'),
});

export const equals = {
  type: 'equals',
  schema,
  aspect: 'answer',
  compile: ({ value }) => ({
    check: typeof value === 'object' ? sameJson(value) : sameText(String(value)),
  }),
} as const satisfies Assertion<typeof schema>;

function sameText(expected: string): Check {
  return ({ output }) =>
    output === expected
      ? { holds: true, reason: `is ${quote(expected)}` }
      : { holds: false, reason: `is ${quote(output)}, not ${quote(expected)}` };
}

function sameJson(expected: unknown): Check {
  const said = sayJson(expected);
  return ({ output }, spend) => {
    const parsed = parseJson(output, spend);
    if (!parsed.ok) return parsed.checked;
    return isDeepStrictEqual(parsed.value, expected)
      ? { holds: true, reason: `is the JSON ${said}` }
      : { holds: false, reason: `is ${quote(output)}, not the JSON ${said}` };
  };
}
