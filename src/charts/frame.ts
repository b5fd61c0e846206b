import type { LatencyChart } from '../core/latency-chart.ts';
import type { LatencyAxis } from './latency-axis.ts';

/** Where the runs are drawn, in pixels, and where in there a time and a latency stand. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  /** What is beyond the axis stands on its upper edge. */
  readonly y: (ms: number) => number;
}

export function timeScale(
  left: number,
  right: number,
  { from, until }: Pick<LatencyChart, 'from' | 'until'>,
): Frame['x'] {
  const span = until - from || 1;
  return (at) => left + ((at - from) / span) * (right - left);
}

export function latencyScale(bottom: number, top: number, { topMs }: LatencyAxis): Frame['y'] {
  return (ms) => bottom - (Math.min(ms, topMs) / topMs) * (bottom - top);
}
