import type { Kysely } from 'kysely';

/** What chats need: what a channel remembers, and who used which command. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('channel_memory')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('channel_memory_key', ['channel', 'name'])
    .execute();
  await db.schema
    .createTable('command_uses')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('chat', 'text', (column) => column.notNull())
    .addColumn('operator', 'text')
    .addColumn('command', 'text', (column) => column.notNull())
    .addColumn('args', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .execute();
}
