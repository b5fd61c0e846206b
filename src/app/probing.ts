import type { Observe, Rerun } from '../core/alerts.ts';
import type { Activity } from '../core/activity.ts';
import { latencyChart } from '../charts/latency-chart.ts';
import { DAY_MS, sayDuration } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { TraceId } from '../core/ids.ts';
import { NEVER_LATE } from '../core/lateness.ts';
import { canaryRunView, type CanaryReader } from '../core/probe-views.ts';
import { latencyBand } from '../core/robust.ts';
import { createLateness } from '../lateness.ts';
import { BASELINE_MS, baselineOf } from '../probes/baseline.ts';
import { createScheduler } from '../probes/scheduler.ts';
import type { Storage } from '../storage/index.ts';
import { createCanaryReader } from './canary-reader.ts';
import { createProbeDeps, type LentToProbes } from './probe-deps.ts';
import { createProbes } from './probes.ts';

export interface ProbingDeps extends LentToProbes {
  readonly store: Storage;
  readonly activity: Activity;
  readonly observe: Observe;
  /** Somebody else moves the clock. */
  readonly clockGiven: boolean;
  readonly connectionDown: () => Promise<boolean>;
  readonly newTraceId: () => TraceId;
  /** Looks again at what is no probe. */
  readonly rerun: Rerun;
  /** Makes a PNG of an SVG. */
  readonly draw: (svg: string) => Promise<Uint8Array>;
}

/** Everything that is asked again and again. */
export interface Probing {
  /** Resolves when it knows what earlier processes did; what is due runs then. */
  start(): Promise<void>;
  stop(): void;
  readonly canaries: CanaryReader;
  /** A PNG of a probe's last week, or day where it is new; `null`: there is no such probe, nothing to draw, or no drawing it. */
  chart(name: string): Promise<Uint8Array | null>;
  /** Probes by their names, then what is no probe. */
  readonly rerun: Rerun;
}

/** As the text beside it. */
const WEEK_MS = 7 * DAY_MS;
const MOST_CHARTED = 5_000;
const MOST_CHANGES = 200;
const MOST_OPEN = 1_000;

export function createProbing(deps: ProbingDeps): Probing {
  const { config, store, clock, log, draw } = deps;
  const { lent, stop } = createProbeDeps(deps);
  const probes = createProbes(config, lent);
  const scheduler = createScheduler(probes, {
    ...deps,
    lateness: deps.clockGiven ? NEVER_LATE : createLateness(),
    timezone: config.timezone,
    openIncidents: () => store.incidents({ open: true, limit: MOST_OPEN }),
  });

  async function chart(name: string): Promise<Uint8Array | null> {
    const probe = probes.find((each) => each.name === name);
    if (probe === undefined) return null;
    const until = clock.now();
    const week = until - WEEK_MS;
    try {
      const runs = await store.probeTimes({ probe: name, since: until - BASELINE_MS, limit: MOST_CHARTED });
      if (runs.every(({ latencyMs }) => latencyMs === null)) return null;
      // What began today is not squeezed into the edge of a week.
      const from = (runs.at(-1)?.at ?? week) > until - DAY_MS ? until - DAY_MS : week;
      const changes = await store.probeChanges({ probe: name, since: from, limit: MOST_CHANGES });
      const { canary } = probe;
      const asks = canary === null ? probe.type : `${canary.model} at ${canary.provider}`;
      const subtitle = `${deps.redact(asks)}, last ${sayDuration(until - from)}`;
      const usual = baselineOf(runs, probe.setup(until), until);
      const band = probe.timed ? latencyBand(usual, probe.band) : null;
      const { timezone: zone } = config;
      return await draw(latencyChart({ title: name, subtitle, from, until, zone, runs, band, changes }));
    } catch (error) {
      log.warn('chart-failed', { probe: name, error: errorText(error) });
      return null;
    }
  }

  return {
    start: () => scheduler.start(),
    stop() {
      scheduler.stop();
      stop();
    },
    canaries: createCanaryReader(probes, store, ({ name }) => scheduler.nextAt(name)),
    chart,
    async rerun(name, progress = () => {}) {
      try {
        const run = await scheduler.runNow(name, progress);
        if (run === null) return await elsewhere(name, progress);
        const outcome = { pass: 'ok', fail: 'failing', unmeasured: 'unmeasured' } as const;
        return { outcome: outcome[run.verdict], detail: run.detail, run: canaryRunView(run) };
      } catch (error) {
        return { outcome: 'unmeasured', detail: errorText(error) };
      }
    },
  };

  async function elsewhere(name: string, progress: (line: string) => void) {
    const done = await deps.rerun(name, progress);
    const names = probes.map((probe) => probe.name);
    return done.outcome === 'unknown' ? { ...done, names: [...names, ...done.names] } : done;
  }
}
