import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  CHANGE_KINDS,
  RUN_TRIGGERS,
  UNMEASURED_REASONS,
  type ProbeProgress,
  type ProbeRun,
} from '../../src/core/probe.ts';
import { ENGINES } from '../../src/storage/index.ts';
import { naughtyStrings } from '../support/corpora.ts';
import { changeWith, NOW, openFresh, runWith } from './stores.ts';

const HOSTILE = "\u0000\u001b[2J\u2028 👩‍👧 '); drop table probe_runs; --";
const ALL = { since: 0, limit: 100 };

const FULL: ProbeRun = {
  probe: 'pong',
  at: NOW,
  trigger: 'confirm',
  traceId: runWith().traceId,
  verdict: 'fail',
  reason: null,
  detail: HOSTILE,
  assertions: [
    { type: 'is-json', pass: false, reason: HOSTILE },
    { type: 'not-contains', pass: true, reason: '' },
  ],
  setup: { prompt: HOSTILE, assertions: HOSTILE, provider: 'ollama', settings: HOSTILE, price: '$1' },
  missed: 3,
  latencyMs: 1_234,
  ttftMs: 0,
  model: HOSTILE,
  fingerprint: HOSTILE,
  output: HOSTILE,
  usage: { prompt_tokens: 7, details: { [HOSTILE]: [HOSTILE, null, 1.5] }, toString: 'x' },
  costPico: 8_229_000_123_456_789n,
};

describe.each(ENGINES)('what probes found, over $scheme', (engine) => {
  it('is given back field by field over a restart', async () => {
    await using opened = await openFresh(engine);
    const bare = runWith({ at: NOW - 1, verdict: 'unmeasured', reason: 'billing', detail: 'no money' });
    await opened.store.keepRun(FULL, []);
    await opened.store.keepRun(bare, []);
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.probeRuns({ probe: 'pong', ...ALL })).toEqual([FULL, bare]);
    await again.close();
  });

  it('keeps every reason, trigger and kind of change that there is', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const runs = [
      ...RUN_TRIGGERS.map((trigger, n) => runWith({ at: NOW + n, trigger })),
      ...UNMEASURED_REASONS.map((reason, n) => runWith({ at: NOW + 10 + n, verdict: 'unmeasured', reason })),
    ];
    for (const run of runs) await store.keepRun(run, []);
    const changes = CHANGE_KINDS.map((kind) => changeWith({ at: NOW + 99, kind }));
    await store.keepRun(runWith({ probe: 'sum' }), changes);
    expect(await store.probeRuns({ probe: 'pong', ...ALL })).toEqual(runs.toReversed());
    expect(await store.probeChanges({ probe: 'pong', ...ALL })).toHaveLength(CHANGE_KINDS.length);
  });

  it('gives changes up to a moment', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const changes = [NOW, NOW + 1, NOW + 2].map((at) => changeWith({ at }));
    await store.keepRun(runWith(), changes);
    const until = await store.probeChanges({ probe: 'pong', ...ALL, until: NOW + 1 });
    expect(until.map(({ at }) => at)).toEqual([NOW + 1, NOW]);
  });

  it('gives what runs took by itself', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const runs = [
      runWith({ at: NOW, latencyMs: 800 }),
      runWith({ at: NOW + 1, verdict: 'fail', latencyMs: null }),
      runWith({ at: NOW + 2, latencyMs: 700, setup: { ...FULL.setup } }),
    ];
    for (const run of runs) await store.keepRun(run, []);
    const timed = runs
      .map(({ at, verdict, latencyMs, setup }) => ({ at, verdict, latencyMs, setup }))
      .toReversed();
    const ask = { probe: 'pong', ...ALL };
    expect(await store.probeTimes(ask)).toEqual(timed);
    expect(await store.probeTimes({ ...ask, limit: 1 })).toEqual([timed[0]]);
    expect(await store.probeTimes({ ...ask, since: NOW + 2 })).toEqual([timed[0]]);
  });

  it('keeps any text that came back', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const assertions = naughtyStrings.map((reason) => ({ type: 'equals', pass: false, reason }));
    const run = runWith({ assertions, output: naughtyStrings.join('\n'), usage: [...naughtyStrings] });
    await store.keepRun(run, []);
    expect(await store.newestRuns()).toEqual([run]);
  });

  it('keeps latencies to the millisecond and money to the pico-dollar', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepRun(runWith({ latencyMs: 12.6, ttftMs: 0.2, costPico: 2n ** 60n + 1n }), []);
    await store.keepRun(runWith({ at: NOW + 1, costPico: 0n }), []);
    expect(await store.probeRuns({ probe: 'pong', ...ALL })).toMatchObject([
      { latencyMs: null, costPico: 0n },
      { latencyMs: 13, ttftMs: 0, costPico: 2n ** 60n + 1n },
    ]);
  });

  it('gives the runs of one probe, the newest first, since a moment and so many', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const [one, two, three] = [5, 7, 6].map((n) => runWith({ at: NOW + n }));
    if (one === undefined || two === undefined || three === undefined) throw new Error('no runs');
    for (const run of [one, two, three, runWith({ probe: 'sum', at: NOW + 9 })]) await store.keepRun(run, []);
    const since = (at: number, limit = 10) => store.probeRuns({ probe: 'pong', since: at, limit });
    expect(await since(NOW)).toEqual([two, three, one]);
    expect(await since(NOW + 6)).toEqual([two, three]);
    expect(await since(NOW, 1)).toEqual([two]);
    expect(await store.probeRuns({ probe: 'nobody', ...ALL })).toEqual([]);
  });

  it('gives the newest run of every probe, by name', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    expect(await store.newestRuns()).toEqual([]);
    const newest = ['a', 'a-b', 'b', 'z9'].map((probe, n) => runWith({ probe, at: NOW - n }));
    for (const run of newest.toReversed()) {
      await store.keepRun(run, []);
      await store.keepRun({ ...run, at: run.at - 100 }, []);
    }
    expect(await store.newestRuns()).toEqual(newest);
  });

  it('keeps the first of two runs that began at the same moment, with its changes alone', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const first = runWith({ output: 'first' });
    await store.keepRun(first, [changeWith()]);
    await store.keepRun(first, [changeWith()]);
    await store.keepRun({ ...first, output: 'second' }, [changeWith({ kind: 'price' })]);
    expect(await store.probeRuns({ probe: 'pong', ...ALL })).toEqual([first]);
    expect(await store.probeChanges({ probe: 'pong', ...ALL })).toEqual([changeWith()]);
  });

  it('gives the changes of one probe, the newest first, since a moment and so many', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const model = changeWith({ before: null, after: HOSTILE });
    const prompt = changeWith({ kind: 'prompt', before: HOSTILE, after: null });
    const later = changeWith({ at: NOW + 5 });
    await store.keepRun(runWith(), [prompt, model]);
    await store.keepRun(runWith({ at: NOW + 5 }), [later]);
    await store.keepRun(runWith({ probe: 'sum' }), [changeWith({ probe: 'sum' })]);
    expect(await store.probeChanges({ probe: 'pong', ...ALL })).toEqual([later, model, prompt]);
    expect(await store.probeChanges({ probe: 'pong', since: NOW + 1, limit: 9 })).toEqual([later]);
    expect(await store.probeChanges({ probe: 'pong', since: 0, limit: 2 })).toEqual([later, model]);
  });

  it('writes nothing of a run of which a change is refused', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const neighbour = store.keepRun(runWith({ probe: 'sum' }), []);
    await expect(store.keepRun(runWith(), [changeWith(), changeWith({ at: Number.NaN })])).rejects.toThrow();
    await neighbour;
    expect(await store.newestRuns()).toEqual([runWith({ probe: 'sum' })]);
    expect(await store.probeChanges({ probe: 'pong', ...ALL })).toEqual([]);
  });

  it('keeps how far each probe is, the newest word', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    const pong: ProbeProgress = {
      probe: 'pong',
      slot: NOW,
      owed: 2,
      owedFor: 'confirm',
      holdUntil: NOW + 60_000,
    };
    const sum: ProbeProgress = { probe: 'sum', slot: null, owed: 0, owedFor: 'confirm', holdUntil: null };
    await store.keepProgress(sum);
    await store.keepProgress({ ...pong, slot: null, owed: 0 });
    await store.keepProgress(pong);
    await opened.close();
    const again = await engine.open(opened.address);
    expect(await again.probeProgress()).toEqual([pong, sum]);
    await again.close();
  });

  it('keeps the text of a prompt as it is under its hash, the first one', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepPrompt('h1', `${HOSTILE}\r\n `, NOW);
    await store.keepPrompt('h1', 'another', NOW + 1);
    expect(await store.prompt('h1')).toBe(`${HOSTILE}\r\n `);
    expect(await store.prompt('h2')).toBe(null);
  });

  it('is read beside the program that writes', async () => {
    await using opened = await openFresh(engine);
    const trail = engine.openTrail(opened.address);
    expect(await trail?.newestRuns()).toEqual([]);
    const { store } = opened;
    await store.keepRun(FULL, [changeWith()]);
    await store.keepPrompt('h1', 'Say pong.', NOW);
    expect(await trail?.newestRuns()).toEqual([FULL]);
    expect(await trail?.probeRuns({ probe: 'pong', ...ALL })).toEqual([FULL]);
    expect(await trail?.probeChanges({ probe: 'pong', ...ALL })).toEqual([changeWith()]);
    expect(await trail?.prompt('h1')).toBe('Say pong.');
    await trail?.close();
  });

  it.each([
    ['probe_runs', 'trigger', 'whim', `run of pong at ${NOW}: `],
    ['probe_runs', 'verdict', 'maybe', `run of pong at ${NOW}: `],
    ['probe_runs', 'reason', 'laziness', `run of pong at ${NOW}: `],
    ['probe_runs', 'latency_ms', 'long', `run of pong at ${NOW}: `],
    ['probe_runs', 'cost_pico', 'much', `run of pong at ${NOW}: `],
    ['probe_runs', 'assertions', '[{"type":1}]', `run of pong at ${NOW}: `],
    ['probe_runs', 'setup', '{"price":7}', `run of pong at ${NOW}: `],
    ['probe_runs', 'usage', 'no JSON', `run of pong at ${NOW}: `],
    ['probe_changes', 'kind', 'mood', `change of pong at ${NOW}: `],
    ['probe_progress', 'owed', 'some', 'progress of pong: '],
  ])('says where a row is damaged: %s.%s', async (table, column, value, where) => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepRun(runWith(), [changeWith()]);
    await store.keepProgress({ probe: 'pong', slot: NOW, owed: 0, owedFor: 'confirm', holdUntil: null });
    const database = new Database(opened.address);
    database.prepare(`update ${table} set "${column}" = ?`).run(value);
    database.close();
    const reads = {
      probe_runs: () => store.newestRuns(),
      probe_changes: () => store.probeChanges({ probe: 'pong', ...ALL }),
      probe_progress: () => store.probeProgress(),
    };
    const read = Object.entries(reads).find(([name]) => name === table)?.[1];
    const error: unknown = await read?.().catch((reason: unknown) => reason);
    expect(String(error)).toContain(`the database holds what can't be read: ${where}`);
    expect(String(error)).toContain(`at ${column}`);
  });

  it('reads a setup of before there were all of its parts', async () => {
    await using opened = await openFresh(engine);
    const { store } = opened;
    await store.keepRun(FULL, []);
    const database = new Database(opened.address);
    database.prepare(`update probe_runs set setup = '{"provider":"ollama","of a later version":1}'`).run();
    database.close();
    expect((await store.newestRuns())[0]?.setup).toEqual({
      prompt: HOSTILE,
      assertions: null,
      provider: 'ollama',
      settings: null,
      price: null,
    });
  });
});
