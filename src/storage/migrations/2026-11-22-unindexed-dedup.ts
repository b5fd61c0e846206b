import { type Kysely, sql } from 'kysely';

/** Dedup keys in the order of their events: who holds which is known in memory, so no page is touched for each key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('dedup_log')
    .addColumn('event_id', 'integer', (column) => column.primaryKey())
    .addColumn('key', 'blob', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .execute();
  await sql`insert into dedup_log select event_id, key, expires_at from dedup`.execute(db);
  await db.schema.dropTable('dedup').execute();
  await db.schema.alterTable('dedup_log').renameTo('dedup').execute();
}
