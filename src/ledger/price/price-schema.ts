import { z } from 'zod';
import { picoOf } from '../../core/money.ts';
import { isUsual, tierWord } from '../normalize/tier-words.ts';
import { ofWrongShape } from '../wrong-shape.ts';
import { LONGEST_NAME } from './find-model.ts';
import { SELLERS } from './sellers.ts';

const RATE_RULE = 'must be dollars for a million tokens, like $2.50';
const rate = z
  .union([z.string(), z.number()], { error: RATE_RULE })
  .refine((given) => picoOf(String(given)) !== null, { error: RATE_RULE });

const PRICE_LIKE = 'must be a mapping like { input: $2.00, output: $8.00 }, { as: gpt-4o } or { free: true }';
const ownPrice = z
  .strictObject(
    {
      input: rate.optional().describe('dollars for a million tokens of input'),
      cacheRead: rate.optional().describe('of those that a cache gave; default: as `input`'),
      cacheWrite: rate.optional().describe('of those that a cache took; default: as `input`'),
      output: rate.optional().describe('of output; default: output has no price, as with embeddings'),
      reasoning: rate.optional().describe('of reasoning; default: as `output`'),
      as: z
        .string()
        .min(1)
        .max(LONGEST_NAME)
        .optional()
        .describe('it costs what this model of the table costs'),
      free: z.literal(true).optional().describe('it costs nothing'),
    },
    { error: ofWrongShape(PRICE_LIKE) },
  )
  .check((context) => {
    const { as, free, ...rates } = context.value;
    const ways = [as, free, Object.keys(rates).length > 0 ? rates : undefined];
    const isOneWay = ways.filter((way) => way !== undefined).length === 1;
    if (isOneWay && (rates.input !== undefined || as !== undefined || free !== undefined)) return;
    const message = isOneWay ? 'needs `input`, dollars for a million tokens' : PRICE_LIKE;
    context.issues.push({ code: 'custom', message, input: context.value });
  });
export type OwnPriceEntry = z.infer<typeof ownPrice>;

const TIER_RULE = 'must be a percentage of the price like 50% or 112.5%, up to 1000%';
const tierShare = z
  .string({ error: TIER_RULE })
  .refine((text) => /^\d{1,4}(?:\.\d{1,2})?%$/.test(text) && Number.parseFloat(text) <= 1000, {
    error: TIER_RULE,
  });
const tierName = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,62}$/, { error: 'a tier is one word like batch, flex or priority' })
  .refine((word) => !isUsual(tierWord(word)), {
    error: 'is no tier of its own: it is what the price itself is for',
  });

/** What an entry of `ledger.providers` says of prices. */
export const pricesShape = {
  pricedAs: z
    .enum(SELLERS)
    .optional()
    .describe(
      "whose prices of the table hold there; default: by the address in `providers`, else by the entry's name",
    ),
  free: z
    .boolean()
    .optional()
    .describe('true: nothing there costs money, and no budget stops it; default: as `providers` says'),
  prices: z
    .record(z.string().min(1).max(LONGEST_NAME), ownPrice)
    .default({})
    .describe(
      "prices that go before the table's, by a model's name, as the answer has it; dates at its end need not be said",
    ),
  tiers: z
    .record(tierName, tierShare)
    .default({})
    .describe(
      'what of the price of tokens a tier costs, like `{ batch: 50%, priority: 175% }`; what is not here has an unknown price',
    ),
} as const;
