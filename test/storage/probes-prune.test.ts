import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { ENGINES, type Storage } from '../../src/storage/index.ts';
import { CHANGES_KEPT, PROMPTS_KEPT, RUNS_KEPT, RUNS_KEPT_MS } from '../../src/storage/prune-probes.ts';
import { changeWith, NOW, openFresh, runWith } from './stores.ts';

const LIMIT = NOW - RUNS_KEPT_MS;
const ALL = { since: 0, limit: 100_000 };

async function pruneAll(store: Storage): Promise<readonly number[]> {
  const pieces: number[] = [];
  for (let gone = await store.prune(NOW); gone > 0; gone = await store.prune(NOW)) pieces.push(gone);
  return pieces;
}

/** What `count` runs of `probe` a minute apart would have left, the newest at `newest`. */
function leaveRuns(address: string, probe: string, count: number, newest: number): void {
  const database = new Database(address);
  database
    .prepare(
      `insert into probe_runs (probe, at, trigger, trace_id, verdict, detail, missed, assertions, setup, output)
       with recursive n(i) as (select 0 union all select i + 1 from n where i < ? - 1)
       select ?, ? - i * ${MINUTE_MS}, 'schedule', '', 'pass', '', 0, '[]', '{}', '' from n`,
    )
    .run(count, probe, newest);
  database.close();
}

/** That many texts, `p0` first kept long ago, each a millisecond after the one before. */
function leavePrompts(address: string, count: number): void {
  const database = new Database(address);
  database
    .prepare(
      `insert into prompts (hash, at, text)
       with recursive n(i) as (select 0 union all select i + 1 from n where i < ? - 1)
       select 'p' || i, i, 'text ' || i from n`,
    )
    .run(count);
  database.close();
}

describe.each(ENGINES)('pruning what probes found, over $scheme', (engine) => {
  it('lets a run go that is older than it must be kept, to the millisecond', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    for (const at of [LIMIT - 1, LIMIT, NOW]) await store.keepRun(runWith({ at }), []);
    expect(await pruneAll(store)).toEqual([1]);
    expect((await store.probeRuns({ probe: 'pong', ...ALL })).map(({ at }) => at)).toEqual([NOW, LIMIT]);
  });

  it('keeps the newest runs of each probe, in bounded pieces, and every run of a probe that has fewer', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    leaveRuns(opened.address, 'a-minutely', RUNS_KEPT + 700, NOW);
    leaveRuns(opened.address, 'hourly', RUNS_KEPT, NOW - 1);
    leaveRuns(opened.address, 'minutely', RUNS_KEPT + 20, NOW);
    expect(await pruneAll(store)).toEqual([500, 220]);
    for (const probe of ['a-minutely', 'hourly', 'minutely']) {
      const runs = await store.probeRuns({ probe, ...ALL });
      expect(runs).toHaveLength(RUNS_KEPT);
      const newest = probe === 'hourly' ? NOW - 1 : NOW;
      expect([runs.at(0)?.at, runs.at(-1)?.at]).toEqual([newest, newest - (RUNS_KEPT - 1) * MINUTE_MS]);
    }
  });

  it('keeps the newest changes of each probe, also where several came at once', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const changes = Array.from({ length: CHANGES_KEPT + 7 }, (_, n) =>
      // Two at a time, of which the one that is over the bound goes alone.
      changeWith({ at: NOW + Math.floor(n / 2), kind: n % 2 === 0 ? 'model' : 'price' }),
    );
    await store.keepRun(runWith(), changes);
    await store.keepRun(runWith({ probe: 'sum' }), [changeWith({ probe: 'sum', at: 1 })]);
    expect(await pruneAll(store)).toEqual([7]);
    const kept = await store.probeChanges({ probe: 'pong', ...ALL });
    expect(kept).toHaveLength(CHANGES_KEPT);
    expect(new Set(kept)).toEqual(new Set(changes.slice(7)));
    expect(await store.probeChanges({ probe: 'sum', ...ALL })).toHaveLength(1);
  });

  it('forgets how far a probe was, and its changes, with its last run', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const progress = (probe: string, slot: number | null) =>
      store.keepProgress({ probe, slot, owed: 0, owedFor: 'confirm', holdUntil: null });
    await store.keepRun(runWith({ probe: 'gone', at: LIMIT - 1 }), [
      changeWith({ probe: 'gone', at: LIMIT - 1 }),
    ]);
    await progress('gone', LIMIT - 1);
    await progress('by-hand-once', null);
    // Its first run is under way.
    await progress('begun', NOW);
    // Asked for by hand only.
    await store.keepRun(runWith({ probe: 'kept', at: LIMIT }), [changeWith({ probe: 'kept', at: 1 })]);
    await progress('kept', null);
    expect(await pruneAll(store)).toEqual([1, 3]);
    expect((await store.probeProgress()).map(({ probe }) => probe)).toEqual(['begun', 'kept']);
    expect(await store.probeChanges({ probe: 'gone', ...ALL })).toEqual([]);
    expect(await store.probeChanges({ probe: 'kept', ...ALL })).toHaveLength(1);
  });

  it('keeps the newest texts of prompts, and older ones that a kept run or change names', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const extra = 80;
    leavePrompts(opened.address, PROMPTS_KEPT + extra);
    const { setup } = runWith();
    await store.keepRun(runWith({ setup: { ...setup, prompt: 'p3' } }), [
      changeWith({ kind: 'prompt', before: 'p1', after: 'p2' }),
      // Not a prompt's hash, though it reads like one.
      changeWith({ kind: 'settings', before: 'p5', after: 'p6' }),
    ]);
    expect(await pruneAll(store)).toEqual([50, extra - 3 - 50]);
    const kept = async (n: number) => (await store.prompt(`p${n}`)) !== null;
    const found = await Promise.all(Array.from({ length: extra + 1 }, (_, n) => kept(n)));
    expect(found.flatMap((is, n) => (is ? [n] : []))).toEqual([1, 2, 3, extra]);
    expect(await store.prompt('p3')).toBe('text 3');
  });

  it('lets an old text go once the last run that names it has gone', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    leavePrompts(opened.address, PROMPTS_KEPT + 1);
    const { setup } = runWith();
    await store.keepRun(runWith({ at: LIMIT - 1, setup: { ...setup, prompt: 'p0' } }), []);
    expect(await pruneAll(store)).toEqual([1, 1]);
    expect(await store.prompt('p0')).toBe(null);
    expect(await store.prompt('p1')).toBe('text 1');
  });
});
