import { z } from 'zod';
import { AMOUNT_RULE, parseAmount } from '../../core/amount.ts';
import { ofWrongShape } from '../wrong-shape.ts';

const amount = z
  .union([z.string(), z.number()], { error: AMOUNT_RULE })
  .refine((given) => parseAmount(String(given)) !== null, { error: AMOUNT_RULE });

const BUDGET_LIKE = 'must be a mapping like { day: $1.00, month: $20.00 }';

/** The most that something may cost, by period. */
export const budgetSchema = z
  .strictObject(
    {
      day: amount.optional().describe('the most a day: dollars like `$2`, or tokens like `200k tokens`'),
      week: amount.optional().describe('the most a week'),
      month: amount.optional().describe('the most a month'),
    },
    { error: ofWrongShape(BUDGET_LIKE) },
  )
  .refine((given) => Object.keys(given).length > 0, { error: BUDGET_LIKE });
