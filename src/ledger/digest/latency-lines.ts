import { clip, oneLine } from '../../core/clip.ts';
import type { Fact } from '../../core/message.ts';
import { sayLatency } from '../../core/say-latency.ts';
import type { DigestInput } from './digest-input.ts';

/** A 95th percentile of fewer is one call's whim. */
const LEAST_CALLS = 20;
const MOST_PROVIDERS = 2;
const NAME_UNITS = 40;
/** In percent; what moved less is as before. */
const STEADY = 10;

/** The 95th percentile of the providers with the most calls, and how it moved: `1.9 s, was 1.4 s (+36 %)`. */
export function latencyLines({ present, before }: DigestInput['latencies']): readonly Fact[] {
  return [...present]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .flatMap(([provider, latencies]) => {
      const [now, then] = [percentile95(latencies), percentile95(before.get(provider) ?? [])];
      if (now === null) return [];
      return [{ label: `p95 ${clip(oneLine(provider), NAME_UNITS)}`, text: sayTrend(now, then) }];
    })
    .slice(0, MOST_PROVIDERS);
}

/** `then`: `null` where it is not known. */
function sayTrend(now: number, then: number | null): string {
  if (then === null) return sayLatency(now);
  const percent = then > 0 ? Math.round((now / then - 1) * 100) : 0;
  if (Math.abs(percent) < STEADY) return `${sayLatency(now)}, as before`;
  return `${sayLatency(now)}, was ${sayLatency(then)} (${percent > 0 ? '+' : '−'}${Math.abs(percent)} %)`;
}

/** The least latency that 95 of 100 calls did not exceed (nearest rank); `null`: of too few. */
function percentile95(latencies: readonly number[]): number | null {
  if (latencies.length < LEAST_CALLS) return null;
  return latencies.toSorted((a, b) => a - b)[Math.ceil(latencies.length * 0.95) - 1] ?? null;
}
