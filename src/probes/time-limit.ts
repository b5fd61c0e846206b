import type { Clock } from '../core/clock.ts';
import { sayDuration, SECOND_MS } from '../core/duration.ts';
import { sayLatency } from '../core/say-latency.ts';

export type Limited<T> = { readonly timedOut: false; readonly value: T } | { readonly timedOut: true };

/**
 * Runs an effect for at most `ms` milliseconds by the clock, even where it takes no notice of its signal, which aborts
 * then. Rejects as the effect does, and as soon as `parent` aborts.
 */
export async function withinLimit<T>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  parent: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Limited<T>> {
  parent.throwIfAborted();
  const deadline = new AbortController();
  const { promise: over, resolve, reject } = Promise.withResolvers<Limited<T>>();
  const onAbort = (): void => reject(parent.reason);
  parent.addEventListener('abort', onAbort, { once: true });
  const cancel = clock.after(ms, () => {
    resolve({ timedOut: true });
    deadline.abort();
  });
  const done = async (): Promise<Limited<T>> => ({
    timedOut: false,
    value: await run(AbortSignal.any([parent, deadline.signal])),
  });
  try {
    return await Promise.race([over, done()]);
  } finally {
    cancel();
    parent.removeEventListener('abort', onAbort);
  }
}

/** A configured limit as a person says it: `100 ms`, `1.5 s`, `5 s`, `10 min`. */
export function sayLimit(ms: number): string {
  return ms % SECOND_MS === 0 ? sayDuration(ms) : sayLatency(ms);
}
