import { z } from 'zod';
import type { Json } from '../../core/json.ts';
import { picoOf } from '../../core/money.ts';
import { possibleCost } from './possible-cost.ts';

const dollars = z.number().nonnegative().nullable().default(null);

const schema = z.object({
  cost: dollars,
  is_byok: z.boolean().nullable().default(null),
  cost_details: z.object({ upstream_inference_cost: dollars }).nullable().default(null),
});

/**
 * What OpenRouter says that a call cost, in pico-USD; `null`: it says nothing, or what can't be. With a key of one's own (`is_byok`) it
 * charges a fee alone, and the provider behind it the rest.
 * https://openrouter.ai/docs/use-cases/usage-accounting
 */
export function statedCost(usage: Json): bigint | null {
  const parsed = schema.safeParse(usage);
  if (!parsed.success) return null;
  const { cost, is_byok: ownKey, cost_details: behind } = parsed.data;
  const charged = picoOfNumber(cost);
  if (ownKey !== true || charged === null) return possibleCost(charged);
  const rest = picoOfNumber(behind?.upstream_inference_cost ?? null);
  return rest === null ? null : possibleCost(charged + rest);
}

/** To the nearest pico-USD; `null` where it is none, or more than a trillion. */
function picoOfNumber(amount: number | null): bigint | null {
  return amount === null ? null : picoOf(amount.toFixed(12));
}
