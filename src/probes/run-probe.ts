import type { Clock } from '../core/clock.ts';
import type { TraceId } from '../core/ids.ts';
import type { Lateness } from '../core/lateness.ts';
import {
  NOTHING_MEASURED,
  type ProbeOutcome,
  type ProbeRun,
  type RunTrigger,
  type UnmeasuredReason,
} from '../core/probe.ts';
import type { Log } from '../core/ports.ts';
import type { ProbeStore } from '../core/probe-store.ts';
import { findChanges, FINGERPRINTS_LOOKED_BACK } from './find-changes.ts';
import type { Probe } from './probe.ts';

/** Beyond that, what was measured may be ours. */
const MOST_LATE_MS = 50;

export interface RunProbeDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<ProbeStore, 'keepRun' | 'keepPrompt' | 'probeRuns'>;
  readonly lateness: Lateness;
  /** True while our own connection is known to be down. */
  readonly connectionDown: () => Promise<boolean>;
  readonly newTraceId: () => TraceId;
}

export interface RunRequest {
  /** When it begins; no other run of the probe began then. */
  readonly at: number;
  readonly trigger: RunTrigger;
  readonly missed: number;
  readonly progress: (line: string) => void;
}

/** Runs a probe once, and keeps the run with what it showed to have changed. Rejects where `signal` aborts. */
export async function runProbe(
  probe: Probe,
  { at, trigger, missed, progress }: RunRequest,
  signal: AbortSignal,
  deps: RunProbeDeps,
): Promise<{ readonly run: ProbeRun; readonly outcome: ProbeOutcome }> {
  const { log, store } = deps;
  const traceId = deps.newTraceId();
  const setup = probe.setup(at);
  // Read first: what it costs must not be taken for lateness of the other side.
  const limit = Math.max(FINGERPRINTS_LOOKED_BACK, probe.looksBack ?? 0);
  const before = await store.probeRuns({ probe: probe.name, since: 0, limit });
  const outcome = await measure(probe, { at, traceId, before, signal, progress }, deps);
  const unmeasured = outcome.verdict === 'unmeasured' ? outcome : null;
  const run: ProbeRun = {
    ...(outcome.verdict === 'unmeasured' ? NOTHING_MEASURED : outcome.measured),
    probe: probe.name,
    at,
    trigger,
    traceId,
    verdict: outcome.verdict,
    reason: unmeasured?.reason ?? null,
    detail: unmeasured?.detail ?? '',
    assertions: outcome.verdict === 'unmeasured' ? [] : outcome.assertions,
    setup,
    missed,
  };
  const changes = findChanges(run, before);
  if (probe.canary !== null) await store.keepPrompt(probe.canary.promptHash, probe.canary.prompt, at);
  await store.keepRun(run, changes);
  log.info('probed', {
    probe: probe.name,
    verdict: run.verdict,
    traceId,
    trigger,
    latencyMs: run.latencyMs,
    ...(run.reason === null ? {} : { reason: run.reason, detail: run.detail }),
    ...(missed === 0 ? {} : { missed }),
    ...(changes.length === 0 ? {} : { changed: changes.map(({ kind }) => kind) }),
  });
  return { run, outcome };
}

async function measure(
  probe: Probe,
  context: Parameters<Probe['run']>[0],
  deps: RunProbeDeps,
): Promise<ProbeOutcome> {
  const lateness = deps.lateness.begin();
  let outcome: ProbeOutcome;
  let lateMs = 0;
  try {
    outcome = await probe.run(context);
  } finally {
    lateMs = await lateness();
  }
  if (probe.remote && isSuspect(outcome) && (await deps.connectionDown())) {
    return ours('own-connection', 'nothing outside can be reached from this machine');
  }
  const timed = outcome.verdict !== 'unmeasured' && outcome.measured.latencyMs !== null;
  return timed && lateMs > MOST_LATE_MS
    ? ours('event-loop-late', `our own event loop was ${Math.round(lateMs)} ms late meanwhile`)
    : outcome;
}

/** It may be that we reach nobody. */
function isSuspect(outcome: ProbeOutcome): boolean {
  if (outcome.verdict !== 'unmeasured') return outcome.verdict === 'fail';
  return outcome.reason === 'unreachable' || outcome.reason === 'network';
}

function ours(reason: UnmeasuredReason, detail: string): ProbeOutcome {
  return { verdict: 'unmeasured', reason, detail, retryAfterMs: null };
}
