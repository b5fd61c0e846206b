import type { ColumnType } from 'kysely';
import type { Integer, NullableInteger } from './columns.ts';

/** A booked call. Money is pico-USD. */
export interface UsageRecordsTable {
  seq: Integer;
  /** The caller's. */
  id: string;
  workflow: string;
  at: Integer;
  booked_at: Integer;
  provider: string;
  model: string;
  fresh: NullableInteger;
  cache_read: NullableInteger;
  cache_write: NullableInteger;
  visible: NullableInteger;
  reasoning: NullableInteger;
  cost_pico: NullableInteger;
  price_status: string;
  usage_source: string;
  fullness: Integer;
  tier: string | null;
  latency_ms: NullableInteger;
  trace_id: string | null;
  trigger_kind: string | null;
  trigger_id: string | null;
  prompt_hash: string | null;
  /** How much of its key in the sums is put together with others': an index into `FOLDS`. */
  folded: Integer;
  /** The provider's usage object, as it came. */
  usage: string | null;
}

/**
 * Sums of what was called in a quarter of an hour with the same key. Money is in millionths of a dollar and the rest in
 * pico-USD: 64 bits hold no more than nine million dollars of these.
 */
export interface UsageSumsTable {
  slot: Integer;
  workflow: string;
  provider: string;
  model: string;
  prompt: string;
  trigger: string;
  calls: Integer;
  input_tokens: Integer;
  cached_tokens: Integer;
  output_tokens: Integer;
  paid_tokens: Integer;
  cost_micro: Integer;
  cost_rest: Integer;
  adjusted_micro: Integer;
  adjusted_rest: Integer;
  floor_micro: Integer;
  floor_rest: Integer;
  unpriced: Integer;
  estimated: Integer;
  missing: Integer;
}

/** The same of other spans, by fewer names: `sum-spans.ts` says which. */
export interface UsageSpansTable extends UsageSumsTable {
  kind: string;
}

export interface UsageAdjustmentsTable {
  seq: ColumnType<bigint, number | bigint | undefined, never>;
  at: Integer;
  use_seq: Integer;
  delta_pico: Integer;
  cost_pico: NullableInteger;
  price_status: string;
}

export interface ReservationsTable {
  workflow: string;
  id: string;
  provider: string | null;
  model: string | null;
  held_pico: Integer;
  held_tokens: Integer;
  at: Integer;
  lease_until: Integer;
  state: string;
}

export interface WorkflowPausesTable {
  workflow: string;
  at: Integer;
  by: string;
  reason: string | null;
}

/** One limit at most; none: no limit. */
export interface BudgetSettingsTable {
  scope: string;
  period: string;
  limit_pico: NullableInteger;
  limit_tokens: NullableInteger;
  over: string;
  at: Integer;
  by: string;
}

export interface LedgerTables {
  usage_records: UsageRecordsTable;
  usage_sums: UsageSumsTable;
  usage_spans: UsageSpansTable;
  usage_adjustments: UsageAdjustmentsTable;
  reservations: ReservationsTable;
  workflow_pauses: WorkflowPausesTable;
  budget_settings: BudgetSettingsTable;
}
