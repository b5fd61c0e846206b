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
    let timer = start(ms);
    function start(left: number): NodeJS.Timeout {
      return setTimeout(check, Math.min(Math.ceil(left), LONGEST_TIMEOUT_MS)).unref();
    }
    // The runtime's timers may fire a little early, and none waits longer than the longest.
    function check(): void {
      const left = due - performance.now();
      if (left > 0) timer = start(left);
      else fn();
    }
    return () => clearTimeout(timer);
  },
};
