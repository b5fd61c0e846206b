import type { Lateness } from './core/lateness.ts';

/** Fine enough to see 50 ms; runs only while something is measured. */
const EVERY_MS = 10;

/** Times the event loop of this process while anybody measures something. Keeps no process alive. */
export function createLateness(): Lateness {
  const watchers = new Set<{ worst: number }>();
  let timer: NodeJS.Timeout | null = null;
  let last = 0;

  function tick(): void {
    const now = performance.now();
    const late = now - last - EVERY_MS;
    last = now;
    for (const watcher of watchers) watcher.worst = Math.max(watcher.worst, late);
  }

  return {
    begin() {
      // What was late before belongs to those who measured then.
      if (timer !== null) tick();
      const watcher = { worst: 0 };
      watchers.add(watcher);
      if (timer === null) {
        last = performance.now();
        timer = setInterval(tick, EVERY_MS).unref();
      }
      return async () => {
        // A turn later, so that what held the loop up until now has been seen.
        await new Promise((resolve) => setImmediate(resolve));
        tick();
        watchers.delete(watcher);
        if (watchers.size === 0 && timer !== null) {
          clearInterval(timer);
          timer = null;
        }
        return watcher.worst;
      };
    },
  };
}
