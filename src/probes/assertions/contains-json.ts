import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { findJson } from './find-json.ts';
import { compileSchema, schemaValue } from './json-schema.ts';
import { quote } from './quote.ts';

const schema = z.strictObject({
  type: z.literal('contains-json').describe('a JSON object stands somewhere in the answer'),
  value: schemaValue.optional().describe('a JSON Schema that one of them must match; default: any'),
});

export const containsJson = {
  type: 'contains-json',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const compiled = compileSchema(value ?? true);
    if ('problem' in compiled) return { problem: `has a bad JSON Schema: ${compiled.problem}` };
    return {
      check: ({ output }) => {
        const last: { error: string | null } = { error: null };
        const found = findJson(output, (object) => {
          last.error = compiled.schema.errorOf(object);
          return last.error === null;
        });
        switch (found) {
          case 'found':
            return {
              holds: true,
              reason: `contains JSON${value === undefined ? '' : ' as its schema says'}`,
            };
          case 'gave-up':
            return { holds: null, reason: 'has too many open braces to find JSON between them' };
          case 'none':
            return last.error === null
              ? { holds: false, reason: `contains no JSON object; it is ${quote(output)}` }
              : { holds: false, reason: `contains JSON, but not by its schema: ${last.error}` };
        }
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
