import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { compileSchema, schemaValue } from './json-schema.ts';
import { parseJson } from './parse-json.ts';

const schema = z.strictObject({
  type: z
    .literal('is-json')
    .describe('the answer is JSON and nothing else: a code fence or a word around it fails'),
  value: schemaValue.optional().describe('a JSON Schema that it must match; default: any JSON'),
});

export const isJson = {
  type: 'is-json',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const compiled = compileSchema(value ?? true);
    if ('problem' in compiled) return { problem: `has a bad JSON Schema: ${compiled.problem}` };
    return {
      check: ({ output }) => {
        const parsed = parseJson(output);
        if (!parsed.ok) return parsed.checked;
        const error = compiled.schema.errorOf(parsed.value);
        if (error !== null) return { holds: false, reason: `is JSON, but not by its schema: ${error}` };
        return { holds: true, reason: value === undefined ? 'is JSON' : 'is JSON as its schema says' };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
