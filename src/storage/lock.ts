import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/**
 * One program a database: two would send everything twice. The lock is a second, empty SQLite file held in an
 * exclusive transaction, so that the system lets go of it however the process ends. Returns the release, or `null`
 * where another program holds it.
 */
export function lockDatabase(file: string): (() => void) | null {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lock = new Database(`${file}.lock`);
  lock.pragma('busy_timeout = 0');
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return () => {
    lock.close();
  };
}
