import type { Clock } from '../core/clock.ts';
import { sayDuration } from '../core/duration.ts';

/**
 * Runs an effect that ends `ms` milliseconds from now by the clock, or with `parent`, even where it takes no notice of
 * its signal. Rejects as the effect does, or saying that there was no answer.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const cancel = clock.after(ms, () => deadline.abort(new Error(`no answer within ${sayDuration(ms)}`)));
  const signal = AbortSignal.any([parent, deadline.signal]);
  try {
    return await unlessAborted(signal, () => run(signal));
  } finally {
    cancel();
  }
}

/** Rejects with the signal's reason as soon as that aborts, whatever `run` does. */
export async function unlessAborted<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([run(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
