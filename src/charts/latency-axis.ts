import { SECOND_MS } from '../core/duration.ts';
import { roundStep } from './round-step.ts';

const MOST_STEPS = 5;
/** What few runs need is not given room: one that took a minute would press all others flat. */
const MOST_RUNS = 0.95;
const ROOM_ABOVE = 1.5;
const NOTHING_MEASURED_MS = SECOND_MS;

export interface LatencyAxis {
  /** Where it ends; it begins at 0. Milliseconds. */
  readonly topMs: number;
  readonly ticks: readonly { readonly ms: number; readonly label: string }[];
}

/** An axis with room for the limit and for 19 of 20 latencies (milliseconds) at least; for all where they are not far off. */
export function latencyAxis(latencies: readonly number[], limitMs: number | null): LatencyAxis {
  const sorted = latencies.toSorted((a, b) => a - b);
  const highest = sorted.at(-1) ?? 0;
  const most = sorted[Math.ceil(sorted.length * MOST_RUNS) - 1] ?? 0;
  const limit = limitMs ?? 0;
  const needed = Math.max(Math.min(highest * 1.05, Math.max(most, limit) * ROOM_ABOVE), limit * 1.1);
  const step = roundStep((needed || NOTHING_MEASURED_MS) / MOST_STEPS);
  const steps = Math.ceil((needed || NOTHING_MEASURED_MS) / step);
  const topMs = steps * step;
  const ticks = Array.from({ length: steps + 1 }, (_, i) => ({
    ms: i * step,
    label: labelOf(i * step, topMs, step),
  }));
  return { topMs, ticks };
}

function labelOf(ms: number, topMs: number, step: number): string {
  if (ms === 0) return '0';
  if (topMs < SECOND_MS) return `${ms} ms`;
  return `${(ms / SECOND_MS).toFixed(step % SECOND_MS === 0 ? 0 : 1)} s`;
}
