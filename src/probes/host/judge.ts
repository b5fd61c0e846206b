import { clip, oneLine } from '../../core/clip.ts';
import type { Severity } from '../../core/event.ts';
import { NOTHING_MEASURED, type ProbeFinding, type ProbeOutcome } from '../../core/probe.ts';
import { HOST_ASPECTS, type HostAspect, type JudgedAspect } from './aspect.ts';
import { judgeDisk, judgeMount } from './judge-disk.ts';
import {
  judgeDatabase,
  judgeEventLoop,
  judgeMemory,
  judgeTemperature,
  sayLoopDelay,
  sayMemory,
} from './judge-load.ts';
import { judgePower } from './judge-power.ts';
import type { HostReadings } from './readings.ts';

const LONGEST_REASON = 300;

/** What is well of a machine, and how bad it is where it is not. `null`: that is not judged, only read. */
export interface HostLimits {
  /** At least so much of the disk and of the memory is free. */
  readonly diskPercent: number;
  readonly memoryPercent: number | null;
  /** At most so hot, so large, so late. */
  readonly celsius: number;
  readonly databaseBytes: number;
  readonly loopDelayMs: number | null;
  readonly severity: Severity;
}

/** What is judged by these limits, where it can be read. */
export function aspectsOf({ memoryPercent, loopDelayMs }: HostLimits): readonly HostAspect[] {
  return HOST_ASPECTS.filter(
    (aspect) =>
      (aspect !== 'memory' || memoryPercent !== null) && (aspect !== 'event-loop' || loopDelayMs !== null),
  );
}

/** What the readings of a machine come to. What could not be read is left out; nothing at all is unmeasured. */
export function judgeHost(readings: HostReadings, limits: HostLimits): ProbeOutcome {
  const { hostname, disk, mount, memory, temperatures, power, database, loopDelayMs } = readings;
  const { memoryPercent, loopDelayMs: mostDelayMs, severity } = limits;
  const judged: readonly JudgedAspect[] = [
    disk === null ? null : judgeDisk(disk, limits),
    mount === null ? null : judgeMount(mount, severity),
    memory === null || memoryPercent === null ? null : judgeMemory(memory, { memoryPercent, severity }),
    judgeTemperature(temperatures, limits),
    power === null ? null : judgePower(power, severity),
    database === null ? null : judgeDatabase(database, limits),
    loopDelayMs === null || mostDelayMs === null
      ? null
      : judgeEventLoop(loopDelayMs, { loopDelayMs: mostDelayMs, severity }),
  ].filter((aspect) => aspect !== null);
  if (judged.length === 0) {
    const detail = 'neither /proc and /sys nor the disk can be read here';
    return { verdict: 'unmeasured', reason: 'no-sensor', detail, retryAfterMs: null };
  }
  const onlyRead = [
    ...(memory === null || memoryPercent !== null ? [] : [sayMemory(memory)]),
    ...(loopDelayMs === null || mostDelayMs !== null ? [] : [sayLoopDelay(loopDelayMs)]),
  ];
  return {
    verdict: judged.every(({ ok }) => ok) ? 'pass' : 'fail',
    measured: { ...NOTHING_MEASURED, output: [...judged.map(({ brief }) => brief), ...onlyRead].join(', ') },
    assertions: judged.map(({ aspect, ok, evidence }) => ({
      type: aspect,
      pass: ok,
      reason: clip(oneLine(evidence), LONGEST_REASON),
    })),
    findings: judged.map((aspect) => findingOf(aspect, hostname)),
  };
}

function findingOf(judged: JudgedAspect, hostname: string | null): ProbeFinding {
  const { aspect, ok, severity, bad, good, evidence, cause, next } = judged;
  const title = ok ? good : bad;
  return {
    aspect,
    ok,
    severity,
    title: hostname === null ? title : `${hostname}: ${title}`,
    evidence,
    cause: ok ? null : cause,
    next: ok ? null : next,
    labels: hostname === null ? {} : { host: hostname },
    remote: false,
  };
}
