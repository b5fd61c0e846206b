import { closeSync, fdatasync, openSync } from 'node:fs';

/** Carries what was committed to the disk, beside the main thread. */
export interface LogSync {
  /** Resolves when everything that was committed before the call would outlive a power cut. */
  sync(): Promise<void>;
  close(): void;
}

/**
 * Syncs SQLite's write-ahead log ourselves: `synchronous=FULL` would do the same inside each commit, with the whole
 * program standing still for as long as the card takes (10 to 500 ms). Under NORMAL a commit only writes the log, whose
 * frames are checksummed (sqlite.org/wal.html); SQLite still syncs around checkpoints and resets by itself. The log stays
 * the same file as long as `file` is open.
 */
export function openLogSync(file: string): LogSync {
  const log = openSync(`${file}-wal`, 'r+');
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(log, (error) => (error === null ? resolve() : reject(error)));
      }),
    close: () => closeSync(log),
  };
}
