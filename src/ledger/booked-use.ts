import type { BookedUse, UsageSource } from '../core/ledger.ts';
import {
  NO_BUCKETS,
  type ModelUse,
  type PricedProvider,
  type PricedUsage,
  type Prices,
} from '../core/usage.ts';

/** How much a record tells, the least first. What is said to be partial tells less than anything that is whole. */
const FULLNESS = { missing: 1, unreadable: 2, estimated: 3, incomplete: 4, whole: 5 } as const;
export const PARTIAL = 0;

/** A call as it is booked: in buckets, priced by what is known now. Pure. */
export function bookedUse(use: ModelUse, provider: PricedProvider, prices: Prices): BookedUse {
  const { model, usage, at, tier, estimate } = use;
  const priced = soFar(use, prices.price({ provider, model, usage, at, tier, estimate }));
  const usageSource = sourceOf(use);
  return {
    id: use.id,
    workflow: use.workflow,
    at,
    provider: use.provider,
    model,
    usage: usage === null ? null : JSON.stringify(usage),
    buckets: priced.buckets ?? NO_BUCKETS,
    costPico: priced.costPico,
    priceStatus: priced.status,
    usageSource,
    fullness: use.partial ? PARTIAL : fullnessOf(usageSource, priced),
    tier,
    latencyMs: use.latencyMs,
    traceId: use.traceId,
    trigger: use.trigger,
    promptHash: use.promptHash,
  };
}

/** What is not over will have cost more. */
function soFar({ partial }: ModelUse, priced: PricedUsage): PricedUsage {
  return partial && priced.status !== 'free' ? { ...priced, costPico: null, status: 'incomplete' } : priced;
}

function sourceOf({ usage, estimate }: ModelUse): UsageSource {
  if (usage !== null) return 'provider';
  return estimate === null ? 'missing' : 'estimated';
}

function fullnessOf(source: UsageSource, { buckets }: PricedUsage): number {
  if (source !== 'provider') return FULLNESS[source];
  if (buckets === null) return FULLNESS.unreadable;
  return buckets.input.fresh === null || buckets.output.visible === null
    ? FULLNESS.incomplete
    : FULLNESS.whole;
}
