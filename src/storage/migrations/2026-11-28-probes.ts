import { type Kysely, sql } from 'kysely';

/**
 * What probes found, and which channels an incident is for. Runs are long rows beside a key of their own: so counting the
 * runs of a probe reads its keys only, and pages are filled. The other tables are their keys.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('incidents').addColumn('to', 'text').execute();
  await db.schema
    .createTable('probe_runs')
    .addColumn('probe', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('prompt', 'text')
    .addColumn('trigger', 'text', (column) => column.notNull())
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('missed', 'integer', (column) => column.notNull())
    .addColumn('latency_ms', 'integer')
    .addColumn('ttft_ms', 'integer')
    .addColumn('cost_pico', 'integer')
    .addColumn('model', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('assertions', 'text', (column) => column.notNull())
    .addColumn('setup', 'text', (column) => column.notNull())
    .addColumn('usage', 'text')
    .addColumn('output', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('probe_runs_key', ['probe', 'at'])
    .execute();
  await db.schema
    .createTable('probe_changes')
    .addColumn('probe', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addPrimaryKeyConstraint('probe_changes_key', ['probe', 'at', 'kind'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('probe_progress')
    .addColumn('probe', 'text', (column) => column.primaryKey().notNull())
    .addColumn('slot', 'integer')
    .addColumn('owed', 'integer', (column) => column.notNull())
    .addColumn('owed_for', 'text', (column) => column.notNull())
    .addColumn('hold_until', 'integer')
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('prompts')
    .addColumn('hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
}
