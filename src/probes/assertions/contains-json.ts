import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { findJson } from './find-json.ts';
import { compileSchema, schemaValue } from './json-schema.ts';
import { quote } from './quote.ts';

const schema = z.strictObject({
  type: z
    .literal('contains-json')
    .describe(
      'a JSON object stands somewhere in the answer, as strict JSON: one with a comment, a key without quotes or a comma at its end is none; it fails after 1,000 pairs of braces that are not it',
    ),
  value: schemaValue
    .optional()
    .describe(`a JSON Schema that one of them must match, as for \`is-json\`; default: any`),
});

export const containsJson = {
  type: 'contains-json',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const compiled = compileSchema(value ?? true);
    if ('problem' in compiled) return { problem: `has a bad JSON Schema: ${compiled.problem}` };
    return {
      check: ({ output }, spend) => {
        const last: { error: string | null } = { error: null };
        const found = findJson(
          output,
          (object) => {
            last.error = compiled.schema.errorOf(object, spend);
            return last.error === null;
          },
          spend,
        );
        switch (found) {
          case 'found':
            return {
              holds: true,
              reason: `contains JSON${value === undefined ? '' : ' as its schema says'}`,
            };
          case 'gave-up':
            return { holds: null, reason: 'has too many braces to find JSON between them' };
          case 'none':
            return last.error === null
              ? { holds: false, reason: `contains no JSON object; it is ${quote(output)}` }
              : { holds: false, reason: `contains JSON, but not by its schema: ${last.error}` };
        }
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
