import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

const SUMMED_BY = ['workflow', 'provider', 'model', 'prompt', 'trigger'];
const SUMS = [
  'calls',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'paid_tokens',
  'cost_micro',
  'cost_rest',
  'adjusted_micro',
  'adjusted_rest',
  'floor_micro',
  'floor_rest',
  'unpriced',
  'estimated',
  'missing',
];

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
  await createSums(db, 'usage_sums', ['slot', ...SUMMED_BY]);
  await createSums(db, 'usage_spans', ['kind', 'slot', ...SUMMED_BY]);
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

/** What calls came to, found by all of the keys, in their order. */
async function createSums(db: Kysely<unknown>, table: string, keys: readonly string[]): Promise<void> {
  let sums: CreateTableBuilder<string, string> = db.schema.createTable(table);
  for (const key of keys) {
    sums = sums.addColumn(key, key === 'slot' ? 'integer' : 'text', (column) => column.notNull());
  }
  for (const sum of SUMS) sums = sums.addColumn(sum, 'integer', (column) => column.notNull());
  await sums
    .addPrimaryKeyConstraint(`${table}_key`, [...keys])
    .modifyEnd(sql`without rowid`)
    .execute();
}
