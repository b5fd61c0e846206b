import type { Clock } from './core/clock.ts';

/** The longest `setTimeout` takes; beyond it would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The system's clock. Its timers don't keep the process alive: the listeners do, and after a stop nothing that
 * merely waits should. A wait is by elapsed time: it takes no notice of the wall clock being set.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, fn) {
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout;
    function wait(): void {
      const left = Math.ceil(due - performance.now());
      timer = setTimeout(
        left > LONGEST_TIMEOUT_MS ? wait : fn,
        Math.min(Math.max(0, left), LONGEST_TIMEOUT_MS),
      ).unref();
    }
    wait();
    return () => clearTimeout(timer);
  },
};
