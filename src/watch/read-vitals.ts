import { totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** How the process and its machine are at a moment. */
export interface Vitals {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  /** What programs may still take of the machine, or of what the process was confined to; `null`: not known. */
  readonly availableBytes: number | null;
  readonly totalBytes: number | null;
  /** How late the event loop was, 99th percentile since the last reading. */
  readonly loopDelayMs: number;
}

/** Every so often the event loop is timed; finer would wake an idle machine more. */
const SAMPLE_MS = 50;
const NANOSECONDS = 1_000_000;

/** Begins to time the event loop; `stop` ends that. Keeps no process alive. */
export function createVitalsReader(): { readonly read: () => Vitals; readonly stop: () => void } {
  const delays = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  delays.enable();
  return {
    read() {
      const { used_heap_size: heapUsedBytes, heap_size_limit: heapLimitBytes } = getHeapStatistics();
      // A sample is the time from one to the next, which is as long as they are apart where nothing is late.
      const betweenMs = delays.count === 0 ? 0 : delays.percentile(99) / NANOSECONDS;
      const loopDelayMs = Math.max(0, betweenMs - SAMPLE_MS);
      delays.reset();
      const rssBytes = process.memoryUsage.rss();
      const availableBytes = process.availableMemory();
      return { rssBytes, heapUsedBytes, heapLimitBytes, availableBytes, totalBytes: total(), loopDelayMs };
    },
    stop: () => void delays.disable(),
  };
}

/** Of the control group where the process is in one, which says 0 or far more than there is where it sets no limit. */
function total(): number {
  const confined = process.constrainedMemory();
  return confined > 0 ? Math.min(confined, totalmem()) : totalmem();
}
