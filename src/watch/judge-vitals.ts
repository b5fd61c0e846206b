import type { Observation } from '../core/incident.ts';
import type { Vitals } from './read-vitals.ts';

const MEBIBYTE = 2 ** 20;
const HEAP_SHARE = { warning: 0.85, critical: 0.95 } as const;
const AVAILABLE_SHARE = 0.05;
const AVAILABLE_BYTES = { warning: 50 * MEBIBYTE, critical: 25 * MEBIBYTE } as const;
const LONGEST_LOOP_DELAY_MS = 500;
const THREE = { n: 3, of: 3 } as const;

const COMMON = {
  source: 'pithead',
  labels: {},
  remote: false,
  rerun: 'vitals',
  except: [],
} as const;

/** How the process is, by the figures: one observation of memory, one of the event loop. */
export function judgeVitals(vitals: Vitals): readonly [Observation, Observation] {
  return [judgeMemory(vitals), judgeEventLoop(vitals)];
}

function judgeMemory(vitals: Vitals): Observation {
  const { heapUsedBytes, heapLimitBytes, availableBytes, totalBytes } = vitals;
  const heapShare = heapUsedBytes / heapLimitBytes;
  const heapFull = heapShare > HEAP_SHARE.warning;
  const machineFull =
    availableBytes !== null &&
    (availableBytes < AVAILABLE_BYTES.warning ||
      (totalBytes !== null && availableBytes < totalBytes * AVAILABLE_SHARE));
  const critical =
    heapShare > HEAP_SHARE.critical || (availableBytes !== null && availableBytes < AVAILABLE_BYTES.critical);
  const ok = !heapFull && !machineFull;
  return {
    ...COMMON,
    fingerprint: 'memory',
    ok,
    severity: critical ? 'critical' : 'warning',
    title: ok ? 'There is memory enough again' : 'Memory runs out',
    evidence: sayMemory(vitals),
    cause: ok
      ? null
      : heapFull
        ? 'the program itself holds too much'
        : 'other programs on the machine take it',
    next: ok
      ? null
      : heapFull
        ? 'restart it (what waits is kept); if it comes again, report it with the figures of this message'
        : 'see what takes it ("ps aux --sort=-rss | head"), and stop that or give the machine more',
    policy: { fire: THREE, resolve: THREE, quietMs: null, tell: 'at-once' },
  };
}

function judgeEventLoop({ loopDelayMs }: Vitals): Observation {
  const ok = loopDelayMs <= LONGEST_LOOP_DELAY_MS;
  return {
    ...COMMON,
    fingerprint: 'event-loop',
    ok,
    severity: 'warning',
    title: ok ? 'The program answers in time again' : 'The program is slow to answer',
    evidence: `Event loop delay, 99th percentile: ${Math.round(loopDelayMs)} ms (at most ${LONGEST_LOOP_DELAY_MS} ms is well)`,
    cause: ok ? null : 'the machine is too busy, or very many or very large requests come at once',
    next: ok ? null : 'see what keeps the processor busy ("top"); /events shows what came',
    policy: { fire: { n: 3, of: 5 }, resolve: THREE, quietMs: null, tell: 'at-once' },
  };
}

function sayMemory({ rssBytes, heapUsedBytes, heapLimitBytes, availableBytes, totalBytes }: Vitals): string {
  const share = Math.round((heapUsedBytes / heapLimitBytes) * 100);
  const lines = [
    `JavaScript heap: ${mebibytes(heapUsedBytes)} of ${mebibytes(heapLimitBytes)} (${share} %)`,
    `The whole process: ${mebibytes(rssBytes)}`,
  ];
  if (availableBytes !== null) {
    const total = totalBytes === null ? '' : ` of ${mebibytes(totalBytes)}`;
    lines.push(`Free for programs on the machine: ${mebibytes(availableBytes)}${total}`);
  }
  return lines.join('\n');
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`;
}
