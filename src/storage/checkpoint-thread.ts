import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { z } from 'zod';

/** What is committed during a pass is left over: little, and the next pass is through with it before the next commit. */
const MOST_PASSES = 8;

const Progress = z.object({ log: z.number(), checkpointed: z.number() });

/** What `checkpoints.ts` starts: carries the log into the file whenever it is sent something, and answers. */
const database = new Database(z.string().parse(workerData), { fileMustExist: true });
// As the writer's: the log is synced before, the file after.
database.pragma('synchronous = NORMAL');
const pass = database.prepare('pragma wal_checkpoint(passive)');

parentPort?.on('message', () => {
  for (let passes = 0; passes < MOST_PASSES; passes++) {
    const { log, checkpointed } = Progress.parse(pass.get());
    if (checkpointed === log) break;
  }
  parentPort?.postMessage('carried');
});
