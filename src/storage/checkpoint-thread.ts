import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** What is committed during a pass is left over: little, and the next pass is soon through with it. */
const MOST_PASSES = 8;

/** What `checkpoints.ts` starts: carries the log into the file whenever it is sent something, and answers. */
const database = new Database(String(workerData), { fileMustExist: true });
// As the writer's: the log is synced before, the file after.
database.pragma('synchronous = NORMAL');
const pass = database.prepare('pragma wal_checkpoint(passive)');
const look = database.prepare('pragma wal_checkpoint(noop)');

parentPort?.on('message', () => {
  for (let passes = 0; passes < MOST_PASSES; passes++) {
    pass.get();
    // What the pass answers is how long the log was when it began.
    if (isThrough(look.get())) break;
  }
  parentPort?.postMessage('carried');
});

/** True where the log holds nothing that is not in the file. By hand: zod would double the time and memory of the start. */
function isThrough(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'log' in row && 'checkpointed' in row
    ? row.log === row.checkpointed
    : true;
}
