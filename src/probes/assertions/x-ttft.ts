import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import { msThreshold, sayMs } from './limits.ts';

const schema = z.strictObject({
  type: z.literal('x-ttft').describe('the first token came in time'),
  threshold: msThreshold.describe('the most milliseconds from the call to the first token'),
});

export const xTtft = {
  type: 'x-ttft',
  schema,
  aspect: 'latency',
  compile: ({ threshold }) => ({
    check: ({ ttftMs }) => {
      if (ttftMs === null) return { holds: null, reason: 'has no first token' };
      return ttftMs <= threshold
        ? { holds: true, reason: `began after ${sayMs(ttftMs)}, within ${sayMs(threshold)}` }
        : { holds: false, reason: `began after ${sayMs(ttftMs)}, more than ${sayMs(threshold)}` };
    },
  }),
} as const satisfies Assertion<typeof schema>;
