import { Worker } from 'node:worker_threads';

/** Carries what the write-ahead log holds into the database file, beside the main thread. */
export interface Checkpoints {
  /** To be told of every commit. Never throws. */
  committed(): void;
  /** Waits for the checkpoint under way, and begins no other. */
  close(): Promise<void>;
}

/**
 * `waiting` tells how many pages of the log are not in the file; from `most` on they are carried there. The thread is started
 * by the first long log: a program with little to do never has one. Where it fails (a full disk), another is started
 * once the log has grown by as much again, unless SQLite has done it by then (`sqlite.ts`).
 */
export function createCheckpoints(file: string, waiting: () => number, most: number): Checkpoints {
  let thread: Worker | null = null;
  let idle = true;
  let closed = false;
  let from = most;

  function start(): Worker {
    const started = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: file });
    started.on('message', () => {
      idle = true;
    });
    started.on('error', () => {
      thread = null;
      idle = true;
      from += most;
    });
    // Last, because listening takes it back.
    started.unref();
    return started;
  }

  return {
    committed() {
      try {
        const pages = waiting();
        if (pages < most) from = most;
        if (!idle || closed || pages < from) return;
        thread ??= start();
        idle = false;
        thread.postMessage('carry');
      } catch {
        // What was committed is safe all the same.
        from += most;
      }
    },
    async close() {
      closed = true;
      await thread?.terminate();
    },
  };
}
