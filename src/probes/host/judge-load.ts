import type { Severity } from '../../core/event.ts';
import type { JudgedAspect } from './aspect.ts';
import type { HostReadings } from './readings.ts';
import { sayBytes } from './size.ts';

const CRITICAL_MEMORY = 25 * 2 ** 20;
const CRITICAL_CELSIUS_MORE = 10;
const MOST_SENSORS = 6;

/** Is there memory for programs? */
export function judgeMemory(
  memory: NonNullable<HostReadings['memory']>,
  limit: { readonly memoryPercent: number; readonly severity: Severity },
): JudgedAspect {
  const { availableBytes, totalBytes } = memory;
  const percent = percentOf(availableBytes, totalBytes);
  const critical = availableBytes < CRITICAL_MEMORY;
  const share =
    percent === null ? '' : `: ${Math.floor(percent)} % (at least ${limit.memoryPercent} % is well)`;
  return {
    aspect: 'memory',
    ok: !critical && (percent === null || percent >= limit.memoryPercent),
    severity: critical ? 'critical' : limit.severity,
    bad: 'Memory runs out',
    good: 'There is memory enough again',
    evidence: `${sayBytes(availableBytes)} are free for programs${share}`,
    cause: null,
    next: 'see what takes it ("ps aux --sort=-rss | head"), and stop that or give the machine more',
    brief: sayMemory(memory),
  };
}

/** `memory 50 % free`. */
export function sayMemory({ availableBytes, totalBytes }: NonNullable<HostReadings['memory']>): string {
  const percent = percentOf(availableBytes, totalBytes);
  return `memory ${percent === null ? sayBytes(availableBytes) : `${Math.floor(percent)} %`} free`;
}

function percentOf(available: number, total: number | null): number | null {
  return total === null || total === 0 ? null : (available / total) * 100;
}

/** Is the processor cool enough? The hottest sensor counts. `null`: there is none. */
export function judgeTemperature(
  temperatures: HostReadings['temperatures'],
  limit: { readonly celsius: number; readonly severity: Severity },
): JudgedAspect | null {
  const hottest = temperatures.toSorted((a, b) => b.celsius - a.celsius);
  const [first] = hottest;
  if (first === undefined) return null;
  const { celsius } = first;
  const lines = hottest.slice(0, MOST_SENSORS).map((each) => `${each.sensor}: ${each.celsius.toFixed(1)} °C`);
  return {
    aspect: 'temperature',
    ok: celsius <= limit.celsius,
    severity: celsius >= limit.celsius + CRITICAL_CELSIUS_MORE ? 'critical' : limit.severity,
    bad: 'The processor is too hot',
    good: 'The processor is cool enough again',
    evidence: [`${lines[0]} (at most ${limit.celsius} °C is well)`, ...lines.slice(1)].join('\n'),
    cause: null,
    next: 'give it air: look at the fan, the heat sink and at dust; "top" shows what keeps it busy',
    brief: `${Math.round(celsius)} °C`,
  };
}

/** Has the database grown beyond what was meant? */
export function judgeDatabase(
  { fileBytes, walBytes }: NonNullable<HostReadings['database']>,
  limit: { readonly databaseBytes: number; readonly severity: Severity },
): JudgedAspect {
  const total = fileBytes + walBytes;
  const held = walBytes > fileBytes;
  return {
    aspect: 'database',
    ok: total <= limit.databaseBytes,
    severity: limit.severity,
    bad: 'The database is larger than it should be',
    good: 'The database is as small as it should be again',
    evidence: `${sayBytes(fileBytes)}, and ${sayBytes(walBytes)} of write-ahead log (at most ${sayBytes(limit.databaseBytes)} together is well)`,
    cause: held ? 'another program reads it and does not end: its log is not taken over' : null,
    next: held
      ? 'find what holds it ("fuser -v" on the file) and end that'
      : 'see which source sends so much ("npx pithead status"), or raise `databaseMax`',
    brief: `database ${sayBytes(total)}`,
  };
}

/** Does the program answer in time? */
export function judgeEventLoop(
  delayMs: number,
  limit: { readonly loopDelayMs: number; readonly severity: Severity },
): JudgedAspect {
  return {
    aspect: 'event-loop',
    ok: delayMs <= limit.loopDelayMs,
    severity: limit.severity,
    bad: 'The program is slow to answer',
    good: 'The program answers in time again',
    evidence: `Event loop delay, 99th percentile: ${Math.round(delayMs)} ms (at most ${limit.loopDelayMs} ms is well)`,
    cause: 'the machine is too busy, or very many or very large requests come at once',
    next: 'see what keeps the processor busy ("top"); /events shows what came',
    brief: sayLoopDelay(delayMs),
  };
}

/** `event loop 21 ms late`. */
export function sayLoopDelay(delayMs: number): string {
  return `event loop ${Math.round(delayMs)} ms late`;
}
