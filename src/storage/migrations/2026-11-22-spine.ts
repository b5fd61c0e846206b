import { type Kysely, sql } from 'kysely';

/**
 * Written for few bytes an event (SD cards): an event's id is the row id, its deliveries are found by their range of
 * row ids, and the index of waiting and dead deliveries is not touched by one that is sent at once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('time', 'integer', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('delivery_id', 'text')
    .addColumn('verification', 'text')
    .addColumn('first_delivery', 'integer', (column) => column.notNull())
    .addColumn('end_delivery', 'integer', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('deliveries')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('event_id', 'integer', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('state', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('lease_until', 'integer')
    .addColumn('tried_at', 'integer')
    .addColumn('ended_at', 'integer')
    .addColumn('message_id', 'text')
    .addColumn('message_place', 'text')
    .addColumn('reason', 'text')
    .execute();
  await db.schema
    .createIndex('deliveries_open')
    .on('deliveries')
    .columns(['channel', 'state', 'seq'])
    .where(sql.ref('state'), 'in', [sql.lit(0), sql.lit(3)])
    .execute();
  await db.schema
    .createTable('attempts')
    .addColumn('delivery_seq', 'integer', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('attempts_key', ['delivery_seq', 'attempt'])
    .execute();
  await db.schema
    .createTable('replays')
    .addColumn('event_id', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('replays_key', ['event_id', 'seq'])
    .execute();
  await db.schema
    .createTable('dedup')
    .addColumn('key', 'blob', (column) => column.primaryKey().notNull())
    .addColumn('event_id', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('channels')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('down_since', 'integer')
    .addColumn('failing_since', 'integer')
    .addColumn('hold_until', 'integer')
    .addColumn('given_up', 'integer', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .execute();
  await db.schema
    .createTable('refused')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().unique())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('ip', 'text', (column) => column.notNull())
    .addColumn('source', 'text')
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('detail', 'text')
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('source_counts')
    .addColumn('source', 'text', (column) => column.primaryKey().notNull())
    .addColumn('accepted', 'integer', (column) => column.notNull())
    .addColumn('refused', 'integer', (column) => column.notNull())
    .addColumn('last_event_at', 'integer')
    .execute();
  await db.schema
    .createTable('marks')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'integer', (column) => column.notNull())
    .execute();
}
