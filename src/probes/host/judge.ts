import { clip, oneLine } from '../../core/clip.ts';
import type { Severity } from '../../core/event.ts';
import { NOTHING_MEASURED, type ProbeFinding, type ProbeOutcome } from '../../core/probe.ts';
import type { JudgedAspect } from './aspect.ts';
import { judgeDisk, judgeMount } from './judge-disk.ts';
import { judgeDatabase, judgeEventLoop, judgeMemory, judgeTemperature } from './judge-load.ts';
import { judgePower } from './judge-power.ts';
import type { HostReadings } from './readings.ts';

const LONGEST_REASON = 300;

/** What is well of a machine, and how bad it is where it is not. */
export interface HostLimits {
  /** At least so much of the disk and of the memory is free. */
  readonly diskPercent: number;
  readonly memoryPercent: number;
  /** At most so hot, so large, so late. */
  readonly celsius: number;
  readonly databaseBytes: number;
  readonly loopDelayMs: number;
  readonly severity: Severity;
}

/** What the readings of a machine come to. What could not be read is left out; nothing at all is unmeasured. */
export function judgeHost(readings: HostReadings, limits: HostLimits): ProbeOutcome {
  const { hostname, disk, mount, memory, temperatures, power, database, loopDelayMs } = readings;
  const judged: readonly JudgedAspect[] = [
    disk === null ? null : judgeDisk(disk, limits),
    mount === null ? null : judgeMount(mount, limits.severity),
    memory === null ? null : judgeMemory(memory, limits),
    judgeTemperature(temperatures, limits),
    power === null ? null : judgePower(power, limits.severity),
    database === null ? null : judgeDatabase(database, limits),
    loopDelayMs === null ? null : judgeEventLoop(loopDelayMs, limits),
  ].filter((aspect) => aspect !== null);
  if (judged.length === 0) {
    const detail = 'neither /proc and /sys nor the disk can be read here';
    return { verdict: 'unmeasured', reason: 'no-sensor', detail, retryAfterMs: null };
  }
  return {
    verdict: judged.every(({ ok }) => ok) ? 'pass' : 'fail',
    measured: { ...NOTHING_MEASURED, output: judged.map(({ brief }) => brief).join(', ') },
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
