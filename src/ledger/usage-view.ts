import type { UsageView } from '../core/ledger-views.ts';
import type { KeptUse } from '../core/ledger.ts';
import { dollarsOf } from '../core/money.ts';
import { standing } from './reprice.ts';

/** A booked call as it is shown; its cost as it is known by now. */
export function usageView(kept: KeptUse): UsageView {
  const { use, adjustments } = kept;
  const { costPico, priceStatus } = standing(kept);
  return {
    id: use.id,
    workflow: use.workflow,
    at: new Date(use.at).toISOString(),
    provider: use.provider,
    model: use.model,
    ...use.buckets,
    costUsd: costPico === null ? null : dollarsOf(costPico),
    priceStatus,
    usageSource: use.usageSource,
    tier: use.tier,
    latencyMs: use.latencyMs,
    traceId: use.traceId,
    trigger: use.trigger,
    promptHash: use.promptHash,
    adjustments: adjustments.map((adjustment) => ({
      at: new Date(adjustment.at).toISOString(),
      deltaUsd: dollarsOf(adjustment.deltaPico),
      priceStatus: adjustment.priceStatus,
    })),
  };
}
