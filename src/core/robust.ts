import type { LatencyBand } from './latency-chart.ts';
import { median } from './median.ts';

/** Makes the median deviation of normally spread values their standard deviation. */
const TO_DEVIATION = 1.4826;
/** What is so much slower than usual is late, however unsteady it always was. */
const MOST_FACTOR = 4;
/** What adds less than this, in milliseconds, is not late, however fast it always was. */
const LEAST_MS = 150;

/** How far from usual is late. */
export interface BandSettings {
  /** What takes less than so many times the median is not late. */
  readonly factor: number;
  /** How many standard deviations, by the median deviation, are still usual. */
  readonly deviations: number;
  /** With fewer there is no band. */
  readonly samples: number;
}

/**
 * Latencies scatter by factors, so deviations are those of their logarithms. Where they jitter by σ = 0.25, a doubling
 * and the jitter overlap: no limit for one run tells them apart every time. So this one may now and then call a run late
 * that is not, and leaves the rest to the confirming runs (three more, of which two must be late, too). Simulated, of
 * 1,000 runs each, with 336 runs before them:
 *
 * | jitter σ | late by jitter | confirmed by jitter | late where doubled | doubling confirmed within 3 runs |
 * |---|---|---|---|---|
 * | 0.10 | 0 | 0 | 998 | 1,000 |
 * | 0.15 | 4 | 0 | 971 | 1,000 |
 * | 0.20 | 20 | 0.03 | 917 | 999 |
 * | 0.25 | 23 | 0.06 | 779 | 962 |
 *
 * With only 24 runs before them, at σ = 0.25: 33, 0.4, 764, 905. With 3 deviations instead of 2, there: 1.6, 0, 403, 392.
 */
export const BAND_DEFAULTS: BandSettings = { factor: 1.5, deviations: 2, samples: 24 };

/** The median of how far the values lie from their median; `null` of none. */
export function medianDeviation(values: readonly number[]): number | null {
  const middle = median(values);
  return middle === null ? null : median(values.map((value) => Math.abs(value - middle)));
}

/**
 * What is usual by these latencies, in milliseconds, and above what one is late; a few outliers move neither. `null`: too
 * few samples.
 */
export function latencyBand(
  samples: readonly number[],
  { factor, deviations, samples: least }: BandSettings = BAND_DEFAULTS,
): LatencyBand | null {
  const middle = median(samples);
  const spread = medianDeviation(samples.map((ms) => Math.log(Math.max(1, ms))));
  if (samples.length < least || middle === null || spread === null) return null;
  const scattered = Math.exp(deviations * TO_DEVIATION * spread);
  const times = Math.max(factor, Math.min(MOST_FACTOR, scattered));
  return { median: middle, limitMs: Math.max(middle * times, middle + LEAST_MS) };
}
