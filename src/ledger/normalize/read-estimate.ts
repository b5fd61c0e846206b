import type { UsageBuckets } from '../../core/usage.ts';
import { readingOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** Tokens that somebody counted in the provider's place, held to the same bounds; `null`: nobody did. */
export function readEstimate(estimate: UsageBuckets | null): Reading {
  if (estimate === null) return { ok: false, reason: 'no-usage' };
  return readingOf({ ...estimate.input, ...estimate.output, total: null });
}
