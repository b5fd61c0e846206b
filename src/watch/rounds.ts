import { errorText } from '../core/error-text.ts';
import type { WatchDeps } from './deps.ts';

/** Something done again and again, never twice at a time. */
export interface Rounds<T> {
  /** Begins with a round now, or `nextMs` from now. */
  start(first: 'now' | 'later'): void;
  /** A round now, or the one that is running; the next follows its end. Rejects as the round does, and after a stop. */
  look(): Promise<T>;
  /** At once: what is running is aborted, nothing follows. */
  stop(): void;
}

/** `nextMs` is asked at the end of a round: so long is the pause before the next. */
export function createRounds<T>(
  { clock, activity, log }: Pick<WatchDeps, 'clock' | 'activity' | 'log'>,
  watch: string,
  round: { run(halt: AbortSignal): Promise<T>; nextMs(): number },
): Rounds<T> {
  const stopped = new AbortController();
  const halt = stopped.signal;
  let running: Promise<T> | null = null;
  let cancel: (() => void) | null = null;

  async function once(): Promise<T> {
    try {
      // A turn later, so that the round sees the time that the clock was moved on to.
      await Promise.resolve();
      halt.throwIfAborted();
      return await round.run(halt);
    } catch (error) {
      if (!halt.aborted) log.error('watch-failed', { watch, error: errorText(error) });
      throw error;
    } finally {
      running = null;
      wait();
    }
  }

  function look(): Promise<T> {
    if (running === null) {
      cancel?.();
      running = activity.track(once());
    }
    return running;
  }

  /** For who does not wait for it: that it failed is in the log. */
  function lookAlone(): void {
    look().catch(() => {});
  }

  function wait(): void {
    cancel?.();
    if (!halt.aborted) cancel = clock.after(round.nextMs(), lookAlone);
  }

  return {
    start: (first) => (first === 'now' ? lookAlone() : wait()),
    look,
    stop() {
      cancel?.();
      stopped.abort(new Error('it was stopped'));
    },
  };
}
