import { z } from 'zod';

const MOST_TEXT = 10_000;
const MOST_LISTED = 100;

const RULE = 'must be text or a number';
const LIST_RULE = 'must be a list of texts, or texts with commas between them';

/** A text of a configuration; a number is its digits, as in promptfoo. */
export const textValue = z
  .union([z.string().min(1).max(MOST_TEXT), z.number()], { error: RULE })
  .transform(String);

/** `value: [a, b]`, or `value: a, b`, which is one text until `commaList` takes it apart. */
export const listValue = z.union(
  [z.array(textValue).min(1).max(MOST_LISTED), z.string().min(1).max(MOST_TEXT)],
  {
    error: LIST_RULE,
  },
);

/** One text or several. */
export const textOrList = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(MOST_LISTED)], {
  error: 'must be text or a list of texts',
});
