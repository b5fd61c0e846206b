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
 * time there are more; what it writes in turn comes through `write`. `gather` decides when what was written is passed
 * on in one piece: by default at once.
 */
export function createOutlet(
  sink: Sink,
  onDropped: (total: number) => void,
  gather: (passOn: () => void) => void = (passOn) => passOn(),
): Outlet {
  let waiting = 0;
  let dropped = 0;
  let reported = 0;
  let gathered: string[] = [];
  let flushed: (() => void)[] = [];

  // A stream whose reader went away emits `error`, which ends a process that does not listen.
  sink.on('error', () => {});

  function passOn(): void {
    const lines = gathered.length;
    const text = gathered.join('');
    gathered = [];
    try {
      sink.write(text, (error) => done(text.length, error === null || error === undefined ? 0 : lines));
    } catch {
      done(text.length, lines);
    }
  }

  function done(length: number, lost: number): void {
    waiting -= length;
    dropped += lost;
    if (lost === 0 && dropped > reported && waiting <= MAX_WAITING / 2) {
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
      gathered.push(line);
      if (gathered.length === 1) gather(passOn);
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
