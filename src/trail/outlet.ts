import type { Sink } from '../core/sink.ts';

/** What may wait for a reader that is slow, in UTF-16 units: beyond it lines are dropped rather than kept. */
export const MAX_WAITING = 1_048_576;

/** Writes lines to a stream whose reader may be slow or gone. Never blocks, throws or grows without a bound. */
export interface Outlet {
  write(line: string): void;
  /** Resolves when nothing waits any more, or `signal` aborts. */
  flush(signal?: AbortSignal): Promise<void>;
}

/**
 * `onDropped` is called when the stream takes lines again, with how many were lost since the start, once for each
 * time there are more; what it writes in turn comes through `write`.
 */
export function createOutlet(sink: Sink, onDropped: (total: number) => void): Outlet {
  let waiting = 0;
  let dropped = 0;
  let reported = 0;
  let flushed: (() => void)[] = [];

  // A stream whose reader went away emits `error`, which ends a process that does not listen.
  sink.on('error', () => {});

  function done(length: number, failed: boolean): void {
    waiting -= length;
    if (failed) dropped++;
    else if (dropped > reported && waiting <= MAX_WAITING / 2) {
      reported = dropped;
      onDropped(dropped);
    }
    if (waiting > 0) return;
    const resolve = flushed;
    flushed = [];
    for (const wake of resolve) wake();
  }

  return {
    write(line) {
      if (waiting + line.length > MAX_WAITING) {
        dropped++;
        return;
      }
      waiting += line.length;
      try {
        sink.write(line, (error) => done(line.length, error !== null && error !== undefined));
      } catch {
        done(line.length, true);
      }
    },
    flush(signal) {
      if (waiting === 0 || signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        flushed.push(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}
