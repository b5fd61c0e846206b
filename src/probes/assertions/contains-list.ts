import { z } from 'zod';
import type { Assertion, Check } from './assertion.ts';
import { commaList } from './comma-list.ts';
import { quote, quoteAll } from './quote.ts';
import { type Fold, asItIs, lowerCase, stepsToFind } from './search-text.ts';
import { listValue } from './values.ts';

export const containsAll = containingSeveral('contains-all', 'all of these', asItIs, all);
export const containsAny = containingSeveral('contains-any', 'one of these at least', asItIs, any);
export const icontainsAll = containingSeveral('icontains-all', 'all of these in any case', lowerCase, all);
export const icontainsAny = containingSeveral(
  'icontains-any',
  'one of these at least in any case',
  lowerCase,
  any,
);

function containingSeveral<Type extends string>(
  type: Type,
  what: string,
  fold: Fold,
  checkOf: (wanted: readonly string[], fold: Fold) => Check,
) {
  const schema = z.strictObject({
    type: z.literal(type).describe(`the answer contains ${what}`),
    value: listValue.describe('a list, or a text with commas: `a, b, "c, d"`'),
  });
  return {
    type,
    schema,
    aspect: 'answer',
    compile: ({ value }) => {
      const wanted = typeof value === 'string' ? commaList(value) : value;
      if (wanted === null) return { problem: 'has a quote in `value` that is not closed' };
      if (wanted.length === 0) return { problem: 'has nothing in `value` but commas' };
      return { check: checkOf(wanted, fold) };
    },
  } as const satisfies Assertion<typeof schema>;
}

function all(wanted: readonly string[], fold: Fold): Check {
  return ({ output }, spend) => {
    spend(stepsToFind(wanted, output));
    const text = fold(output);
    const missing = wanted.filter((each) => !text.includes(fold(each)));
    return missing.length === 0
      ? { holds: true, reason: `contains all of ${quoteAll(wanted)}` }
      : { holds: false, reason: `lacks ${quoteAll(missing)}; it is ${quote(output)}` };
  };
}

function any(wanted: readonly string[], fold: Fold): Check {
  return ({ output }, spend) => {
    spend(stepsToFind(wanted, output));
    const text = fold(output);
    const found = wanted.find((each) => text.includes(fold(each)));
    return found === undefined
      ? { holds: false, reason: `contains none of ${quoteAll(wanted)}; it is ${quote(output)}` }
      : { holds: true, reason: `contains ${quote(found)}` };
  };
}
