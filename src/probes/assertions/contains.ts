import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { quote } from './quote.ts';
import { textValue } from './values.ts';

export const contains = containing('contains', 'to the letter', (text) => text);
export const icontains = containing('icontains', 'in upper or lower case', (text) => text.toLowerCase());

/** `fold`: what makes two texts the same that are to count as the same. */
function containing<Type extends string>(type: Type, how: string, fold: (text: string) => string) {
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
        check: ({ output }) =>
          fold(output).includes(wanted)
            ? { holds: true, reason: `contains ${quote(value)}` }
            : { holds: false, reason: `does not contain ${quote(value)}; it is ${quote(output)}` },
      };
    },
  } as const satisfies Assertion<typeof schema>;
}
