import { z } from 'zod';
import { PERIODS } from '../core/budget.ts';
import type { BudgetView } from '../core/ledger-views.ts';

const text = z.string().nullable();
const count = z.number();

const budgetSchema: z.ZodType<BudgetView> = z.looseObject({
  scope: z.enum(['workflow', 'provider', 'overall']),
  workflow: text,
  provider: text,
  period: z.enum(PERIODS).nullable(),
  unit: z.enum(['usd', 'tokens']),
  limitUsd: text,
  limitTokens: count.nullable(),
  spentUsd: z.string(),
  spentTokens: count,
  reservedUsd: z.string(),
  reservedTokens: count,
  remainingUsd: text,
  remainingTokens: count.nullable(),
  unpricedCalls: count,
  startedAt: text,
  resetsAt: text,
  forecastExhaustedAt: text,
  lastsWithout: text,
  paused: z.boolean(),
  pausedBy: text,
  setBy: z.enum(['configuration', 'hand']).nullable(),
});

/** As `/v1/budgets/WORKFLOW` answers whoever set one; what is not named here is printed all the same. */
export const budgetsSchema = z.looseObject({ budgets: z.array(budgetSchema) });
