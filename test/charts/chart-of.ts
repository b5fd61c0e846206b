import type { ChartedRun, LatencyChart } from '../../src/core/latency-chart.ts';

export const HOUR = 3_600_000;
export const UNTIL = Date.UTC(2026, 10, 22, 12);

/** A chart of the last 30 days in Berlin without anything in it, but for what is given. */
export function chartOf(parts: Partial<LatencyChart>): LatencyChart {
  return {
    title: 'exact-reply',
    subtitle: 'ollama · llama3.2:3b',
    from: UNTIL - 30 * 24 * HOUR,
    until: UNTIL,
    zone: 'Europe/Berlin',
    runs: [],
    band: null,
    changes: [],
    ...parts,
  };
}

/** So many runs an hour apart, the last one an hour ago; every 50th failed, every 90th was not measured. */
export function hourlyRuns(count: number): readonly ChartedRun[] {
  return Array.from({ length: count }, (_, i) => {
    const at = UNTIL - (count - i) * HOUR;
    if (i % 90 === 7) return { at, verdict: 'unmeasured', latencyMs: null };
    return { at, verdict: i % 50 === 3 ? 'fail' : 'pass', latencyMs: 1_000 + ((i * 7_919) % 400) };
  });
}
