import type { NotNull } from 'kysely';
import { DAY_MS } from '../core/duration.ts';
import type { ChangeKind } from '../core/probe.ts';
import { probesIn } from './read-probes.ts';
import type { Writer } from './tables.ts';

/** How long runs are kept, and how many of each probe at most. */
export const RUNS_KEPT_MS = 90 * DAY_MS;
export const RUNS_KEPT = 5_000;
/** Changes of each probe, the newest. */
export const CHANGES_KEPT = 200;
/** Texts of prompts, the newest; beyond them those that something kept still names. */
export const PROMPTS_KEPT = 1_000;

const ROWS_A_PIECE = 500;
/** Each may be a long text. */
const PROMPTS_A_PIECE = 50;
const PROMPT: ChangeKind = 'prompt';

/**
 * One bounded piece: runs that are too old or too many, then what is kept of probes that have no run any more, and
 * changes that are too many, then texts of prompts that nothing names.
 */
export async function pruneProbes(writer: Writer, now: number): Promise<number> {
  const oldest = BigInt(now - RUNS_KEPT_MS);
  const runs = await pruneRuns(writer, oldest);
  if (runs > 0) return runs;
  const rest = (await pruneChanges(writer)) + (await pruneProgress(writer, oldest));
  return rest > 0 ? rest : prunePrompts(writer);
}

async function pruneRuns(writer: Writer, oldest: bigint): Promise<number> {
  let gone = 0;
  for (const probe of await probesIn(writer, 'probe_runs')) {
    if (gone >= ROWS_A_PIECE) break;
    const tooMany = await writer
      .selectFrom('probe_runs')
      .select('at')
      .where('probe', '=', probe)
      .orderBy('at', 'desc')
      .offset(RUNS_KEPT)
      .limit(1)
      .executeTakeFirst();
    const { numDeletedRows } = await writer
      .deleteFrom('probe_runs')
      .where('probe', '=', probe)
      .where('at', 'in', (eb) =>
        eb
          .selectFrom('probe_runs')
          .select('probe_runs.at')
          .where('probe_runs.probe', '=', probe)
          .where((row) =>
            row.or([row('probe_runs.at', '<', oldest), row('probe_runs.at', '<=', tooMany?.at ?? -1n)]),
          )
          .orderBy('probe_runs.at')
          .limit(ROWS_A_PIECE - gone),
      )
      .executeTakeFirstOrThrow();
    gone += Number(numDeletedRows);
  }
  return gone;
}

/** Of a probe that has not run for so long that no run is kept, all of them. */
async function pruneChanges(writer: Writer): Promise<number> {
  const ran = new Set(await probesIn(writer, 'probe_runs'));
  let gone = 0;
  for (const probe of await probesIn(writer, 'probe_changes')) {
    if (gone >= ROWS_A_PIECE) break;
    const newest = await writer
      .selectFrom('probe_changes')
      .select(['at', 'kind'])
      .where('probe', '=', probe)
      .orderBy('at', 'desc')
      .orderBy('kind', 'desc')
      .offset(ran.has(probe) ? CHANGES_KEPT : 0)
      .limit(1)
      .executeTakeFirst();
    if (newest === undefined) continue;
    const { numDeletedRows } = await writer
      .deleteFrom('probe_changes')
      .where('probe', '=', probe)
      .where((eb) =>
        eb.or([eb('at', '<', newest.at), eb.and([eb('at', '=', newest.at), eb('kind', '<=', newest.kind)])]),
      )
      .executeTakeFirstOrThrow();
    gone += Number(numDeletedRows);
  }
  return gone;
}

/** A slot that was begun lately stays: its run may be under way. */
async function pruneProgress(writer: Writer, oldest: bigint): Promise<number> {
  const { numDeletedRows } = await writer
    .deleteFrom('probe_progress')
    .where((eb) => eb.or([eb('slot', 'is', null), eb('slot', '<', oldest)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('probe_runs')
            .select('probe_runs.at')
            .whereRef('probe_runs.probe', '=', 'probe_progress.probe'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** It reads every run, but only where there are more texts than that. */
async function prunePrompts(writer: Writer): Promise<number> {
  const tooMany = await writer
    .selectFrom('prompts')
    .select(['at', 'hash'])
    .orderBy('at', 'desc')
    .orderBy('hash', 'desc')
    .offset(PROMPTS_KEPT)
    .limit(1)
    .executeTakeFirst();
  if (tooMany === undefined) return 0;
  const { numDeletedRows } = await writer
    .deleteFrom('prompts')
    .where('hash', 'in', (eb) =>
      eb
        .selectFrom('prompts as old')
        .select('old.hash')
        .where((row) =>
          row.or([
            row('old.at', '<', tooMany.at),
            row.and([row('old.at', '=', tooMany.at), row('old.hash', '<=', tooMany.hash)]),
          ]),
        )
        .where('old.hash', 'not in', named(writer))
        .orderBy('old.at')
        .orderBy('old.hash')
        .limit(PROMPTS_A_PIECE),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Hashes of prompts that a kept run or change names. */
function named(writer: Writer) {
  const changed = writer.selectFrom('probe_changes').where('kind', '=', PROMPT);
  return writer
    .selectFrom('probe_runs')
    .select('prompt as hash')
    .where('prompt', 'is not', null)
    .union(changed.select('before as hash').where('before', 'is not', null))
    .union(changed.select('after as hash').where('after', 'is not', null))
    .$narrowType<{ hash: NotNull }>();
}
