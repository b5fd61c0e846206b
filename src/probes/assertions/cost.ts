import { z } from 'zod';
import { dollarsOf } from '../../core/money.ts';
import type { Assertion } from './assertion.ts';

const PICO_PER_DOLLAR = 1e12;

const schema = z.strictObject({
  type: z.literal('cost').describe('the call cost no more than this; a cost that is not known fails'),
  threshold: z.number().min(0).max(1_000_000).describe('the most dollars, like 0.002'),
});

export const cost = {
  type: 'cost',
  schema,
  aspect: 'cost',
  compile: ({ threshold }) => {
    const most = BigInt(Math.round(threshold * PICO_PER_DOLLAR));
    return {
      check: ({ costPico }) => {
        if (costPico === null) {
          return { holds: null, reason: 'has an unknown cost: it names no usage, or nobody knows its price' };
        }
        return costPico <= most
          ? { holds: true, reason: `cost $${dollarsOf(costPico)}, within $${dollarsOf(most)}` }
          : { holds: false, reason: `cost $${dollarsOf(costPico)}, more than $${dollarsOf(most)}` };
      },
    };
  },
} as const satisfies Assertion<typeof schema>;
