import { Worker } from 'node:worker_threads';

/** Carries what the write-ahead log holds into the database file, beside the main thread. */
export interface Checkpoints {
  /** To be told of every commit. Never throws. */
  committed(): void;
  /** Waits for the checkpoint under way. */
  close(): Promise<void>;
}

/**
 * `waiting` tells how many pages of the log are not in the file; from `most` on they are carried there. The thread is started
 * by the first long log: a program with little to do never has one. Where it fails, SQLite does its work within a
 * commit (`sqlite.ts`), once the log is much longer.
 */
export function createCheckpoints(file: string, waiting: () => number, most: number): Checkpoints {
  let thread: Worker | null = null;
  let idle = true;

  function start(): Worker {
    const started = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: file });
    started.unref();
    started.on('message', () => {
      idle = true;
    });
    // It stays unidle: what failed once is left to SQLite.
    started.on('error', () => {});
    return started;
  }

  return {
    committed() {
      try {
        if (!idle || waiting() < most) return;
        idle = false;
        thread ??= start();
        thread.postMessage('carry');
      } catch {
        // What was committed is safe all the same.
        idle = false;
      }
    },
    async close() {
      await thread?.terminate();
    },
  };
}
