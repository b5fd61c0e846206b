import { type Kysely, sql } from 'kysely';

/**
 * The books. A call is a long row that is found by its caller's id; what is asked again and again (spend, budgets) is read
 * from sums by quarters of an hour, which are kept with it; a month, from those of longer spans and fewer names.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('usage_records')
    .addColumn('seq', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('booked_at', 'integer', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('fresh', 'integer')
    .addColumn('cache_read', 'integer')
    .addColumn('cache_write', 'integer')
    .addColumn('visible', 'integer')
    .addColumn('reasoning', 'integer')
    .addColumn('cost_pico', 'integer')
    .addColumn('price_status', 'text', (column) => column.notNull())
    .addColumn('usage_source', 'text', (column) => column.notNull())
    .addColumn('fullness', 'integer', (column) => column.notNull())
    .addColumn('tier', 'text')
    .addColumn('latency_ms', 'integer')
    .addColumn('trace_id', 'text')
    .addColumn('trigger_kind', 'text')
    .addColumn('trigger_id', 'text')
    .addColumn('prompt_hash', 'text')
    .addColumn('folded', 'integer', (column) => column.notNull())
    .addColumn('usage', 'text')
    .execute();
  await db.schema
    .createIndex('usage_records_id')
    .unique()
    .on('usage_records')
    .columns(['id', 'workflow'])
    .execute();
  await db.schema.createIndex('usage_records_at').on('usage_records').column('at').execute();
  await db.schema
    .createTable('usage_sums')
    .addColumn('slot', 'integer', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('trigger', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addColumn('input_tokens', 'integer', (column) => column.notNull())
    .addColumn('cached_tokens', 'integer', (column) => column.notNull())
    .addColumn('output_tokens', 'integer', (column) => column.notNull())
    .addColumn('paid_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_micro', 'integer', (column) => column.notNull())
    .addColumn('cost_rest', 'integer', (column) => column.notNull())
    .addColumn('adjusted_micro', 'integer', (column) => column.notNull())
    .addColumn('adjusted_rest', 'integer', (column) => column.notNull())
    .addColumn('floor_micro', 'integer', (column) => column.notNull())
    .addColumn('floor_rest', 'integer', (column) => column.notNull())
    .addColumn('unpriced', 'integer', (column) => column.notNull())
    .addColumn('estimated', 'integer', (column) => column.notNull())
    .addColumn('missing', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_sums_key', ['slot', 'workflow', 'provider', 'model', 'prompt', 'trigger'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('usage_spans')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('slot', 'integer', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('trigger', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addColumn('input_tokens', 'integer', (column) => column.notNull())
    .addColumn('cached_tokens', 'integer', (column) => column.notNull())
    .addColumn('output_tokens', 'integer', (column) => column.notNull())
    .addColumn('paid_tokens', 'integer', (column) => column.notNull())
    .addColumn('cost_micro', 'integer', (column) => column.notNull())
    .addColumn('cost_rest', 'integer', (column) => column.notNull())
    .addColumn('adjusted_micro', 'integer', (column) => column.notNull())
    .addColumn('adjusted_rest', 'integer', (column) => column.notNull())
    .addColumn('floor_micro', 'integer', (column) => column.notNull())
    .addColumn('floor_rest', 'integer', (column) => column.notNull())
    .addColumn('unpriced', 'integer', (column) => column.notNull())
    .addColumn('estimated', 'integer', (column) => column.notNull())
    .addColumn('missing', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_spans_key', [
      'kind',
      'slot',
      'workflow',
      'provider',
      'model',
      'prompt',
      'trigger',
    ])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('usage_adjustments')
    .addColumn('seq', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('use_seq', 'integer', (column) => column.notNull())
    .addColumn('delta_pico', 'integer', (column) => column.notNull())
    .addColumn('cost_pico', 'integer')
    .addColumn('price_status', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('usage_adjustments_use').on('usage_adjustments').column('use_seq').execute();
  await db.schema
    .createTable('reservations')
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text')
    .addColumn('model', 'text')
    .addColumn('held_pico', 'integer', (column) => column.notNull())
    .addColumn('held_tokens', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('lease_until', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reservations_key', ['workflow', 'id'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('workflow_pauses')
    .addColumn('workflow', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('budget_settings')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('limit_pico', 'integer')
    .addColumn('limit_tokens', 'integer')
    .addColumn('over', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('budget_settings_key', ['scope', 'period'])
    .modifyEnd(sql`without rowid`)
    .execute();
}
