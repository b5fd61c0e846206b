import { RE2JS } from 're2js';
import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quote, quoteAll } from './quote.ts';
import { textOrList } from './values.ts';

const schema = z.strictObject({
  type: z.literal('x-model-id').describe('the answer names this model'),
  value: textOrList.describe(
    'the id, or a list of ids any of which will do; `*` stands for any text: `gpt-4o-2024-*`',
  ),
});

const STEPS_PER_CHARACTER = 100;

export const xModelId = {
  type: 'x-model-id',
  schema,
  aspect: 'answer',
  compile: ({ value }) => {
    const allowed = typeof value === 'string' ? [value] : value;
    const patterns = allowed.map((id) =>
      RE2JS.compile(
        id
          .split('*')
          .map((part) => RE2JS.quote(part))
          .join('.*'),
        RE2JS.DOTALL,
      ),
    );
    return {
      check: ({ model }, spend) => {
        if (model === null) return { holds: null, reason: 'names no model' };
        spend(STEPS_PER_CHARACTER * model.length * patterns.length);
        return patterns.some((pattern) => pattern.testExact(model))
          ? { holds: true, reason: `names the model ${quote(model)}` }
          : { holds: false, reason: `names the model ${quote(model)}, not ${quoteAll(allowed)}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
