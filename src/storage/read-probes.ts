import type { ProbeProgress } from '../core/probe.ts';
import type { ProbeReader } from '../core/probe-store.ts';
import { changeOf, progressOf, runOf, timedRunsOf } from './probe-rows.ts';
import type { Reader } from './tables.ts';

export function createProbeReader(reader: Reader): ProbeReader {
  return {
    async probeRuns({ probe, since, limit }) {
      const rows = await reader
        .selectFrom('probe_runs')
        .selectAll()
        .where('probe', '=', probe)
        .where('at', '>=', BigInt(since))
        .orderBy('at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(runOf);
    },
    async probeTimes({ probe, since, limit }) {
      const rows = await reader
        .selectFrom('probe_runs')
        .select(['probe', 'at', 'verdict', 'latency_ms', 'prompt', 'setup'])
        .where('probe', '=', probe)
        .where('at', '>=', BigInt(since))
        .orderBy('at', 'desc')
        .limit(limit)
        .execute();
      return timedRunsOf(rows);
    },
    newestRuns: () => readNewestRuns(reader),
    async probeChanges({ probe, since, until = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = await reader
        .selectFrom('probe_changes')
        .selectAll()
        .where('probe', '=', probe)
        .where('at', '>=', BigInt(since))
        .where('at', '<=', BigInt(until))
        .orderBy('at', 'desc')
        .orderBy('kind')
        .limit(limit)
        .execute();
      return rows.map(changeOf);
    },
    probeProgress: () => readProgress(reader),
    async prompt(hash) {
      const row = await reader
        .selectFrom('prompts')
        .select('text')
        .where('hash', '=', hash)
        .executeTakeFirst();
      return row?.text ?? null;
    },
  };
}

/** By the probes' names, as of one moment. */
function readNewestRuns(reader: Reader): ReturnType<ProbeReader['newestRuns']> {
  return reader.transaction().execute(async (snapshot) => {
    const probes = await probesIn(snapshot, 'probe_runs');
    const newest = await Promise.all(
      probes.map((probe) =>
        snapshot
          .selectFrom('probe_runs')
          .selectAll()
          .where('probe', '=', probe)
          .orderBy('at', 'desc')
          .limit(1)
          .executeTakeFirstOrThrow(),
      ),
    );
    return newest.map(runOf);
  });
}

async function readProgress(reader: Reader): Promise<readonly ProbeProgress[]> {
  const rows = await reader.selectFrom('probe_progress').selectAll().orderBy('probe').execute();
  return rows.map(progressOf);
}

/** The probes that have rows there, by name: a step down the key for each, where `distinct` would read all of it. */
export async function probesIn(
  reader: Reader,
  table: 'probe_runs' | 'probe_changes',
): Promise<readonly string[]> {
  const names: string[] = [];
  for (;;) {
    const row = await reader
      .selectFrom(table)
      .select('probe')
      .where('probe', '>', names.at(-1) ?? '')
      .orderBy('probe')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return names;
    names.push(row.probe);
  }
}
