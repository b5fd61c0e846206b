import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quote } from './quote.ts';
import { type Fold, asItIs, lowerCase, stepsToFind } from './search-text.ts';
import { textValue } from './values.ts';

export const contains = containing('contains', 'to the letter', asItIs);
export const icontains = containing('icontains', 'in upper or lower case', lowerCase);

function containing<Type extends string>(type: Type, how: string, fold: Fold) {
  const schema = z.strictObject({
    type: z.literal(type).describe(`the answer contains this, ${how}`),
    value: textValue.describe('text or a number'),
  });
  return {
    type,
    schema,
    aspect: 'answer',
    compile: ({ value }) => {
      const wanted = fold(value);
      return {
        check: ({ output }, spend) => {
          spend(stepsToFind([wanted], output));
          return fold(output).includes(wanted)
            ? { holds: true, reason: `contains ${quote(value)}` }
            : { holds: false, reason: `does not contain ${quote(value)}; it is ${quote(output)}` };
        },
      };
    },
  } as const satisfies Assertion<typeof schema>;
}
