import type { Clock } from '../core/clock.ts';

/** The parent of what nothing ends but its deadline. */
export const NEVER = new AbortController().signal;

/** Runs something with a signal that aborts with `parent`, or `ms` milliseconds from now by the clock. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort, { once: true });
  const cancel = clock.after(ms, abort);
  try {
    return await run(controller.signal);
  } finally {
    cancel();
    parent.removeEventListener('abort', abort);
  }
}

/** Resolves after `ms` milliseconds by the clock, or when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
