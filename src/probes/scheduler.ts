import type { Observe } from '../core/alerts.ts';
import { errorText } from '../core/error-text.ts';
import type { ProbeRun } from '../core/probe.ts';
import type { ProbeStore } from '../core/probe-store.ts';
import { endUnconfigured } from './unconfigured.ts';
import { createProbeLoop, type ProbeLoop, type ProbeLoopDeps } from './probe-loop.ts';
import type { Probe } from './probe.ts';
import { createSchedule } from './schedule.ts';

export interface SchedulerDeps extends ProbeLoopDeps {
  readonly store: ProbeLoopDeps['store'] & Pick<ProbeStore, 'probeProgress'>;
  readonly observe: Observe;
  /** IANA name. */
  readonly timezone: string;
  /** Fingerprints of incidents that are not over. */
  readonly openFingerprints: () => Promise<readonly string[]>;
}

/** All probes, each by its own schedule. */
export interface Scheduler {
  /** Resolves when it knows what earlier processes did; what is due runs then. */
  start(): Promise<void>;
  readonly probes: readonly Probe[];
  /** `null`: no probe has the name. Rejects as the run does. */
  runNow(name: string, progress: (line: string) => void): Promise<ProbeRun> | null;
  /** Epoch milliseconds; `null`: it never runs by itself. */
  nextAt(name: string): number | null;
  stop(): void;
}

export function createScheduler(probes: readonly Probe[], deps: SchedulerDeps): Scheduler {
  const loops = new Map<string, ProbeLoop>(
    probes.map((probe) => [
      probe.name,
      createProbeLoop(probe, createSchedule(probe.schedule, deps.timezone), deps),
    ]),
  );

  /** What can't be read is taken for never: a slot more is asked then. */
  async function progressOf() {
    try {
      return await deps.store.probeProgress();
    } catch (error) {
      deps.log.error('probe-progress-unreadable', { error: errorText(error) });
      return [];
    }
  }

  return {
    probes,
    async start() {
      await endUnconfigured(probes, deps);
      const before = await progressOf();
      for (const loop of loops.values()) {
        loop.start(before.find(({ probe }) => probe === loop.probe.name) ?? null);
      }
    },
    runNow: (name, progress) => loops.get(name)?.runNow(progress) ?? null,
    nextAt: (name) => loops.get(name)?.nextAt() ?? null,
    stop() {
      for (const loop of loops.values()) loop.stop();
    },
  };
}
