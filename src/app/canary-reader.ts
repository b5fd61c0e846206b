import type { ProbeProgress } from '../core/probe.ts';
import type { ProbeReader } from '../core/probe-store.ts';
import { canaryHistoryView, canaryView, type CanaryReader } from '../core/probe-views.ts';
import { NOTHING_OWED } from '../probes/after-run.ts';
import { createSlots } from '../probes/due.ts';
import { nextRunAt } from '../probes/next-run.ts';
import type { Probe } from '../probes/probe.ts';
import { createSchedule } from '../probes/schedule.ts';
import { describedProbes, infoOf } from './probes.ts';
import type { Config } from '../config.ts';

const MOST_CHANGES = 200;

/** How probes stand, read from the store; `nextAt` tells when one runs next, epoch milliseconds. */
export function createCanaryReader(
  probes: readonly Probe[],
  store: ProbeReader,
  nextAt: (probe: Probe) => number | null,
): CanaryReader {
  return {
    async list() {
      const newest = new Map((await store.newestRuns()).map((run) => [run.probe, run]));
      return probes.map((probe) => canaryView(infoOf(probe), newest.get(probe.name) ?? null, nextAt(probe)));
    },
    async history(name, { since, limit }) {
      const probe = probes.find((each) => each.name === name);
      if (probe === undefined) return null;
      const [last = null] = await store.probeRuns({ probe: name, since: 0, limit: 1 });
      const runs = await store.probeRuns({ probe: name, since, limit });
      const changes = await store.probeChanges({ probe: name, since, limit: MOST_CHANGES });
      // Of what goes further back than was read, nothing is said.
      const from = runs.length < limit ? since : (runs.at(-1)?.at ?? since);
      return canaryHistoryView(canaryView(infoOf(probe), last, nextAt(probe)), from, runs, changes);
    },
  };
}

/** For who does not run them: when one runs next is told by its schedule. `now`: epoch milliseconds. */
export async function createCanaryReaderBySchedule(
  config: Config,
  store: ProbeReader,
  now: number,
): Promise<CanaryReader> {
  const nextAt = nextBySchedule(config.timezone, await store.probeProgress(), now);
  return createCanaryReader(describedProbes(config), store, nextAt);
}

/** By the schedule and what the store knows of slots and holds. */
function nextBySchedule(
  timezone: string,
  progress: readonly ProbeProgress[],
  now: number,
): (probe: Probe) => number | null {
  return ({ name, schedule }) => {
    const of = progress.find(({ probe }) => probe === name) ?? null;
    const slots = createSlots(name, createSchedule(schedule, timezone), of?.slot ?? null, now);
    return nextRunAt(slots.nextAt(now), of ?? NOTHING_OWED, now);
  };
}
