import type { Selectable } from 'kysely';
import { z } from 'zod';
import { USAGE_SOURCES, type Adjustment, type BookedUse } from '../core/ledger.ts';
import { PRICE_STATUSES, TRIGGER_KINDS } from '../core/usage.ts';
import type { UsageAdjustmentsTable, UsageRecordsTable } from './ledger-tables.ts';
import { parseRow } from './stored-json.ts';

const Integer = z.bigint().transform(Number);
const NullableInteger = Integer.nullable();
const NullableText = z.string().nullable();

const UseRow = z.object({
  id: z.string(),
  workflow: z.string(),
  at: Integer,
  provider: z.string(),
  model: z.string(),
  fresh: NullableInteger,
  cache_read: NullableInteger,
  cache_write: NullableInteger,
  visible: NullableInteger,
  reasoning: NullableInteger,
  cost_pico: z.bigint().nullable(),
  price_status: z.enum(PRICE_STATUSES),
  usage_source: z.enum(USAGE_SOURCES),
  fullness: Integer,
  tier: NullableText,
  latency_ms: NullableInteger,
  trace_id: NullableText,
  trigger_kind: z.enum(TRIGGER_KINDS).nullable(),
  trigger_id: NullableText,
  prompt_hash: NullableText,
  usage: NullableText,
});

const AdjustmentRow = z.object({
  at: Integer,
  use_seq: Integer,
  delta_pico: z.bigint(),
  cost_pico: z.bigint().nullable(),
  price_status: z.enum(PRICE_STATUSES),
});

/** Latencies are kept to the millisecond. */
export function useRow(seq: number, use: BookedUse, bookedAt: number, folded: number) {
  const { input, output } = use.buckets;
  return {
    seq,
    id: use.id,
    workflow: use.workflow,
    at: use.at,
    booked_at: bookedAt,
    provider: use.provider,
    model: use.model,
    fresh: input.fresh,
    cache_read: input.cacheRead,
    cache_write: input.cacheWrite,
    visible: output.visible,
    reasoning: output.reasoning,
    cost_pico: use.costPico,
    price_status: use.priceStatus,
    usage_source: use.usageSource,
    fullness: use.fullness,
    tier: use.tier,
    latency_ms: use.latencyMs === null ? null : Math.round(use.latencyMs),
    trace_id: use.traceId,
    trigger_kind: use.trigger?.kind ?? null,
    trigger_id: use.trigger?.id ?? null,
    prompt_hash: use.promptHash,
    folded,
    usage: use.usage,
  };
}

/** Throws where the row is damaged, and says which. */
export function useOf(row: Selectable<UsageRecordsTable>): BookedUse {
  const kept = parseRow(UseRow, row, `usage record ${row.seq}`);
  return {
    id: kept.id,
    workflow: kept.workflow,
    at: kept.at,
    provider: kept.provider,
    model: kept.model,
    usage: kept.usage,
    buckets: {
      input: { fresh: kept.fresh, cacheRead: kept.cache_read, cacheWrite: kept.cache_write },
      output: { visible: kept.visible, reasoning: kept.reasoning },
    },
    costPico: kept.cost_pico,
    priceStatus: kept.price_status,
    usageSource: kept.usage_source,
    fullness: kept.fullness,
    tier: kept.tier,
    latencyMs: kept.latency_ms,
    traceId: kept.trace_id,
    trigger: kept.trigger_kind === null ? null : { kind: kept.trigger_kind, id: kept.trigger_id ?? '' },
    promptHash: kept.prompt_hash,
  };
}

/** Throws where the row is damaged, and says which. */
export function adjustmentOf(row: Selectable<UsageAdjustmentsTable>): Adjustment {
  const kept = parseRow(AdjustmentRow, row, `adjustment ${row.seq}`);
  return {
    at: kept.at,
    useSeq: kept.use_seq,
    deltaPico: kept.delta_pico,
    costPico: kept.cost_pico,
    priceStatus: kept.price_status,
  };
}

/** What a call costs by this, and how that is known. */
export function costOf({ costPico, priceStatus }: Adjustment): Pick<Adjustment, 'costPico' | 'priceStatus'> {
  return { costPico, priceStatus };
}
