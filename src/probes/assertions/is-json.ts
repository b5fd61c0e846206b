import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { FORMATS } from './json-formats.ts';
import { compileSchema, schemaValue } from './json-schema.ts';
import { parseJson } from './parse-json.ts';

const schema = z.strictObject({
  type: z
    .literal('is-json')
    .describe(
      'the answer is JSON and nothing else: a code fence or a word around it fails; so does more than 256 KiB, and what its schema would take too long to check',
    ),
  value: schemaValue
    .optional()
    .describe(
      `a JSON Schema of draft 7, 2019-09 or 2020-12 that it must match; its patterns are RE2's, of \`format\` these are checked: ${Object.keys(FORMATS).join(', ')}; default: any JSON`,
    ),
});

export const isJson = {
  type: 'is-json',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const compiled = compileSchema(value ?? true);
    if ('problem' in compiled) return { problem: `has a bad JSON Schema: ${compiled.problem}` };
    return {
      check: ({ output }, spend) => {
        const parsed = parseJson(output, spend);
        if (!parsed.ok) return parsed.checked;
        const error = compiled.schema.errorOf(parsed.value, spend);
        if (error !== null) return { holds: false, reason: `is JSON, but not by its schema: ${error}` };
        return { holds: true, reason: value === undefined ? 'is JSON' : 'is JSON as its schema says' };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
