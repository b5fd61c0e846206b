import type { ProbeChange, ProbeProgress, ProbeRun } from '../core/probe.ts';
import { progressRow, runRow } from './probe-rows.ts';
import type { Writer } from './tables.ts';

/**
 * A run with what it showed to have changed. A second one of a probe that began at the same moment is the first come
 * again: nothing of it is kept, so that a write whose outcome nobody heard of can be made again.
 */
export async function keepRun(writer: Writer, run: ProbeRun, changes: readonly ProbeChange[]): Promise<void> {
  const { numInsertedOrUpdatedRows: kept } = await writer
    .insertInto('probe_runs')
    .values(runRow(run))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (kept === 0n) return;
  for (const { probe, at, kind, before, after } of changes) {
    await writer
      .insertInto('probe_changes')
      .values({ probe, at, kind, before, after })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function keepProgress(writer: Writer, progress: ProbeProgress): Promise<void> {
  const { probe, ...rest } = progressRow(progress);
  await writer
    .insertInto('probe_progress')
    .values({ probe, ...rest })
    .onConflict((conflict) => conflict.column('probe').doUpdateSet(rest))
    .execute();
}

export async function keepPrompt(writer: Writer, hash: string, text: string, at: number): Promise<void> {
  await writer
    .insertInto('prompts')
    .values({ hash, text, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
