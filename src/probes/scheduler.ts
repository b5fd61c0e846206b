import type { Observe } from '../core/alerts.ts';
import { errorText } from '../core/error-text.ts';
import type { ProbeProgress, ProbeRun } from '../core/probe.ts';
import type { ProbeStore } from '../core/probe-store.ts';
import { probeOf } from './fingerprint.ts';
import { endUnconfigured, type OpenIncident } from './unconfigured.ts';
import { createProbeLoop, type ProbeLoop, type ProbeLoopDeps } from './probe-loop.ts';
import type { Probe } from './probe.ts';
import { createSchedule } from './schedule.ts';

export interface SchedulerDeps extends ProbeLoopDeps {
  readonly store: ProbeLoopDeps['store'] & Pick<ProbeStore, 'probeProgress'>;
  readonly observe: Observe;
  /** IANA name. */
  readonly timezone: string;
  /** Incidents that are not over. */
  readonly openIncidents: () => Promise<readonly OpenIncident[]>;
}

/** All probes, each by its own schedule. */
export interface Scheduler {
  /** Resolves when it knows what earlier processes did; what is due runs then. */
  start(): Promise<void>;
  /** `null`: no probe has the name. Rejects as the run does. */
  runNow(name: string, progress: (line: string) => void): Promise<ProbeRun> | null;
  /** Epoch milliseconds; `null`: it never runs by itself. */
  nextAt(name: string): number | null;
  stop(): void;
}

/** The first run of a burst and those that confirm it. */
const BURST_RUNS = 5;

export function createScheduler(probes: readonly Probe[], deps: SchedulerDeps): Scheduler {
  const loops = new Map<string, ProbeLoop>(
    probes.map((probe) => [
      probe.name,
      createProbeLoop(probe, createSchedule(probe.schedule, deps.timezone), deps),
    ]),
  );

  /** What can't be read is taken for nothing: then slots that were missed are passed over. */
  async function readOr<T>(what: string, read: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await read();
    } catch (error) {
      deps.log.error('probes-unreadable', { what, error: errorText(error) });
      return [];
    }
  }

  /** When the burst began that a process left unfinished. */
  async function burstSince(progress: ProbeProgress | null): Promise<number | null> {
    if (progress === null || progress.owed === 0 || progress.owedFor !== 'confirm') return null;
    const filter = { probe: progress.probe, since: 0, limit: BURST_RUNS };
    const runs = await readOr('runs', () => deps.store.probeRuns(filter));
    return (runs.find(({ trigger }) => trigger !== 'confirm') ?? runs.at(-1))?.at ?? null;
  }

  return {
    async start() {
      const open = (await readOr('incidents', deps.openIncidents)).filter(
        ({ source }) => source === 'canary',
      );
      await endUnconfigured(probes, open, deps.observe);
      const progress = await readOr('progress', () => deps.store.probeProgress());
      for (const [name, loop] of loops) {
        const of = progress.find(({ probe }) => probe === name) ?? null;
        loop.start({ progress: of, open: openAspects(name, open), burstSince: await burstSince(of) });
      }
    },
    runNow: (name, progress) => loops.get(name)?.runNow(progress) ?? null,
    nextAt: (name) => loops.get(name)?.nextAt() ?? null,
    stop() {
      for (const loop of loops.values()) loop.stop();
    },
  };
}

/** Since when the aspects of a probe fail whose incidents are open. */
function openAspects(name: string, open: readonly OpenIncident[]): ReadonlyMap<string, number> {
  return new Map(
    open.flatMap(({ fingerprint, startedAt }) => {
      const of = probeOf(fingerprint);
      return of?.name === name ? [[of.aspect, startedAt] as const] : [];
    }),
  );
}
