import { type Kysely, sql } from 'kysely';

/**
 * Incidents, their cards, and where those stand. An ordinary event's delivery has no card: that costs it a byte and no
 * page of the index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('card', 'integer').execute();
  await db.schema
    .createIndex('deliveries_card')
    .on('deliveries')
    .column('card')
    .where(sql.ref('card'), 'is not', null)
    .execute();
  await db.schema
    .createTable('card_messages')
    .addColumn('card', 'integer', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text')
    .addColumn('place', 'text')
    .addColumn('newest_event', 'integer')
    .addColumn('shown_event', 'integer')
    .addPrimaryKeyConstraint('card_messages_key', ['card', 'channel'])
    .execute();
  await db.schema
    .createTable('cards')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('cause', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'integer', (column) => column.notNull())
    .addColumn('resolved_at', 'integer')
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('telling_since', 'integer', (column) => column.notNull())
    .addColumn('reminders', 'integer', (column) => column.notNull())
    .addColumn('escalation', 'text', (column) => column.notNull())
    .addColumn('last', 'text')
    .addColumn('announced', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await createIncidents(db);
  await createAlerts(db);
}

async function createIncidents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('incidents')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('card', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('cause', 'text')
    .addColumn('next', 'text')
    .addColumn('labels', 'text', (column) => column.notNull())
    .addColumn('rerun', 'text')
    .addColumn('except', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('started_at', 'integer', (column) => column.notNull())
    .addColumn('resolved_at', 'integer')
    .addColumn('ending', 'text')
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addColumn('observations', 'integer', (column) => column.notNull())
    .addColumn('comebacks', 'integer', (column) => column.notNull())
    .addColumn('acknowledged', 'text')
    .addColumn('muted', 'text')
    .addColumn('notifications', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('incidents_card').on('incidents').column('card').execute();
  await db.schema.createIndex('incidents_resolved').on('incidents').column('resolved_at').execute();
  await db.schema
    .createTable('incident_notes')
    .addColumn('incident', 'integer', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('last_at', 'integer', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('incident_notes_key', ['incident', 'number'])
    .modifyEnd(sql`without rowid`)
    .execute();
}

/** What `alerts` must not forget over a restart besides incidents. */
async function createAlerts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('watched')
    .addColumn('fingerprint', 'text', (column) => column.primaryKey().notNull())
    .addColumn('recent', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('silences')
    .addColumn('target', 'text', (column) => column.primaryKey().notNull())
    .addColumn('until', 'integer', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text')
    .execute();
  await db.schema
    .createTable('deferred')
    .addColumn('fingerprint', 'text', (column) => column.primaryKey().notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('first_at', 'integer', (column) => column.notNull())
    .addColumn('last_at', 'integer', (column) => column.notNull())
    .execute();
}
