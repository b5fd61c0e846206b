import { median } from './median.ts';
import type { ChartedRun } from './latency-chart.ts';
import { MINUTE_MS, sayDuration, SECOND_MS } from './duration.ts';

/** A latency as a person says it: `820 ms`, `1.9 s`, `14 s`, `2 min 5 s`. */
export function sayLatency(ms: number): string {
  const whole = Math.round(ms);
  if (whole < SECOND_MS) return `${whole} ms`;
  const tenths = (whole / SECOND_MS).toFixed(1);
  if (Number(tenths) < 10) return `${tenths} s`;
  return whole < MINUTE_MS ? `${Math.round(whole / SECOND_MS)} s` : sayDuration(whole);
}

/** How long the answers took, wrong ones too: `820 ms to 1.9 s, median 1.1 s`; `null`: none was timed. */
export function sayLatencies(runs: readonly ChartedRun[]): string | null {
  const latencies = latenciesOf(runs);
  const middle = median(latencies);
  if (middle === null) return null;
  const [least, most] = latencies.reduce(
    ([low, high], ms) => [Math.min(low, ms), Math.max(high, ms)] as const,
    [middle, middle] as const,
  );
  const [from, to] = [sayLatency(least), sayLatency(most)];
  return from === to ? from : `${from} to ${to}, median ${sayLatency(middle)}`;
}

/** Of the runs that answered, whatever the answer; in milliseconds. */
export function latenciesOf(runs: readonly ChartedRun[]): readonly number[] {
  return runs.flatMap(({ verdict, latencyMs }) =>
    verdict === 'unmeasured' || latencyMs === null ? [] : [latencyMs],
  );
}
