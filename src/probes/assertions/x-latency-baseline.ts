import { z } from 'zod';
import { BAND_DEFAULTS, latencyBand } from '../../core/robust.ts';
import type { Assertion } from './assertion.ts';
import { sayMs } from './limits.ts';

const schema = z.strictObject({
  type: z
    .literal('x-latency-baseline')
    .describe("the answer took no longer than this canary's own passing runs of the last 14 days let expect"),
  factor: z
    .number()
    .min(1.1)
    .max(20)
    .default(BAND_DEFAULTS.factor)
    .describe('less than so many times the median is never late'),
  deviations: z
    .number()
    .min(0)
    .max(20)
    .default(BAND_DEFAULTS.deviations)
    .describe('how far out a run must lie, in standard deviations by the median deviation'),
  samples: z
    .int()
    .min(5)
    .max(1_000)
    .default(BAND_DEFAULTS.samples)
    .describe('no verdict before so many runs'),
});

export const xLatencyBaseline = {
  type: 'x-latency-baseline',
  schema,
  aspect: 'latency',
  compile: (settings) => ({
    check: ({ latencyMs, baseline }) => {
      const band = latencyBand(baseline, settings);
      if (band === null) {
        return {
          holds: true,
          reason: `took ${sayMs(latencyMs)}; no verdict yet: ${baseline.length} of ${settings.samples} samples`,
        };
      }
      const limit = Math.round(band.limitMs);
      const usual = `usually ${sayMs(Math.round(band.median))}, late above ${sayMs(limit)} (${baseline.length} runs)`;
      return { holds: latencyMs <= limit, reason: `took ${sayMs(latencyMs)}; ${usual}` };
    },
  }),
} as const satisfies Assertion<typeof schema>;
