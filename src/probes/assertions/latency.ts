import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { msThreshold, sayMs } from './limits.ts';

const schema = z.strictObject({
  type: z.literal('latency').describe('the whole answer came in time'),
  threshold: msThreshold.describe('the most milliseconds from the call to the last byte'),
});

export const latency = {
  type: 'latency',
  schema,
  aspect: 'latency',
  compile: ({ threshold }) => ({
    check: ({ latencyMs }) =>
      latencyMs <= threshold
        ? { holds: true, reason: `took ${sayMs(latencyMs)}, within ${sayMs(threshold)}` }
        : { holds: false, reason: `took ${sayMs(latencyMs)}, more than ${sayMs(threshold)}` },
  }),
} as const satisfies Assertion<typeof schema>;
