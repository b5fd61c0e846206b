import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { z } from 'zod';
import type { Tables } from './tables.ts';

/** A lock of somebody else's (a backup, a shell) is waited for so long; then the sender hears 503 and comes again. */
const BUSY_TIMEOUT_MS = 500;
const STATEMENTS_KEPT = 256;
/** Small pages: a lone event dirties a few, and each is written at least twice (log, then file). */
const PAGE_BYTES = 1_024;
/** Rare checkpoints: a page that many events change is then copied into the file once for all of them. */
export const CHECKPOINT_PAGES = 4_000;
/** SQLite makes one by itself, within a commit, where nobody else was through by then: the log does not grow without a bound. */
const LONGEST_LOG_PAGES = 2 * CHECKPOINT_PAGES;
/**
 * SQLite walks its page cache at every commit: with the 16 MiB that better-sqlite3 gives it, that took a tenth of the
 * time under load. What is read again soon (the ends of the tables) fits into a fraction.
 */
const CACHE_KIB = 4_000;

export interface WriterConnection {
  readonly db: Kysely<Tables>;
  /** Pages of the write-ahead log that are not in the database file yet. */
  readonly waiting: () => number;
}

/** The connection that writes, durable once `sync-log.ts` has synced after a commit. Creates what is missing. */
export function openWriter(file: string): WriterConnection {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Payloads are nobody else's business; SQLite gives its other files the mode of this one.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  database.pragma(`page_size = ${PAGE_BYTES}`);
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma(`wal_autocheckpoint = ${LONGEST_LOG_PAGES}`);
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.pragma(`journal_size_limit = ${LONGEST_LOG_PAGES * PAGE_BYTES}`);
  return { db: connect(database), waiting: createLogState(database) };
}

/** A connection that only reads, and sees committed data only. The file must exist. */
export function openReader(file: string): Kysely<Tables> {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.pragma(`cache_size = -${CACHE_KIB}`);
  return connect(database);
}

const LogState = z.object({ log: z.bigint(), checkpointed: z.bigint() });

/** https://sqlite.org/pragma.html#pragma_wal_checkpoint: `NOOP` only says how far it is. */
function createLogState(database: Database.Database): () => number {
  const look = database.prepare('pragma wal_checkpoint(noop)');
  return () => {
    const { log, checkpointed } = LogState.parse(look.get());
    return Number(log - checkpointed);
  };
}

function connect(database: Database.Database): Kysely<Tables> {
  // Without it, integers above 2^53 (event ids) would be rounded in silence.
  database.defaultSafeIntegers(true);
  return new Kysely<Tables>({ dialect: new AtomicMigrations({ database: cachingStatements(database) }) });
}

/** SQLite does take schema changes in a transaction: a kill in the midst of migrations leaves the schema before them. */
class AtomicMigrations extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSchema();
  }
}

class TransactionalSchema extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely prepares at every call; the same text is prepared once here. */
function cachingStatements(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    prepare(text) {
      // A full disk ends a transaction by itself; that there is none to roll back must not hide why.
      if (text === 'rollback' && !database.inTransaction) return database.prepare('select 1');
      const known = kept.get(text);
      if (known !== undefined) return known;
      if (kept.size >= STATEMENTS_KEPT) kept.clear();
      const statement = database.prepare(text);
      kept.set(text, statement);
      return statement;
    },
    close() {
      kept.clear();
      database.close();
    },
  };
}
