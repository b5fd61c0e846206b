import type { Clock } from '../core/clock.ts';
import { errorText } from '../core/error-text.ts';
import type { TraceId } from '../core/ids.ts';
import type { Lateness } from '../core/lateness.ts';
import {
  NOTHING_MEASURED,
  type Measured,
  type ProbeChange,
  type ProbeOutcome,
  type ProbeRun,
  type RunTrigger,
  type UnmeasuredReason,
} from '../core/probe.ts';
import type { Log } from '../core/ports.ts';
import type { ProbeStore } from '../core/probe-store.ts';
import { BASELINE_MS, BASELINE_RUNS, baselineOf } from './baseline.ts';
import { COMPARED_RUNS, findChanges } from './find-changes.ts';
import { judgeCircumstances } from './judge-circumstances.ts';
import type { Probe, RunContext } from './probe.ts';
import { measuredWithoutSecrets, setupWithoutSecrets } from './without-secrets.ts';

export interface RunProbeDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<ProbeStore, 'keepRun' | 'keepPrompt' | 'probeRuns' | 'probeTimes'>;
  readonly lateness: Lateness;
  readonly redact: (text: string) => string;
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
  /** Not a run but what stands for one: the other side asked not to be asked before (epoch milliseconds), and why. */
  readonly held: { readonly until: number; readonly reason: UnmeasuredReason } | null;
}

/** Runs a probe once, and keeps the run with what it showed to have changed. Rejects where `signal` aborts. */
export async function runProbe(
  probe: Probe,
  { at, trigger, missed, progress, held }: RunRequest,
  signal: AbortSignal,
  deps: RunProbeDeps,
): Promise<{ readonly run: ProbeRun; readonly outcome: ProbeOutcome }> {
  const { log, store } = deps;
  const traceId = deps.newTraceId();
  const setup = setupWithoutSecrets(probe.setup(at), deps.redact);
  // Read first: what it costs must not be taken for lateness of the other side.
  const newest = await store.probeRuns({ probe: probe.name, since: 0, limit: COMPARED_RUNS });
  // A clock that was ahead may have left runs that are yet to come.
  const before = newest.filter((run) => run.at < at);
  const since = at - BASELINE_MS;
  const times = probe.timed ? await store.probeTimes({ probe: probe.name, since, limit: BASELINE_RUNS }) : [];
  const baseline = baselineOf(times, setup, at);
  const outcome =
    held === null
      ? await measure(probe, { at, traceId, baseline, signal, progress }, deps)
      : insteadOf(held, deps.clock.now());
  const run: ProbeRun = {
    ...resultOf(outcome, deps.redact),
    probe: probe.name,
    at,
    trigger,
    traceId,
    setup,
    missed,
  };
  const changes = findChanges(run, before);
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
  await keep(probe, run, changes, deps);
  return { run, outcome };
}

/** What can't be kept is in the log, and is told of all the same. */
async function keep(
  probe: Probe,
  run: ProbeRun,
  changes: readonly ProbeChange[],
  { store, log }: RunProbeDeps,
): Promise<void> {
  try {
    const { canary } = probe;
    if (canary !== null) await store.keepPrompt(canary.promptHash, canary.prompt, run.at);
    await store.keepRun(run, changes);
  } catch (error) {
    log.error('run-not-kept', { probe: probe.name, traceId: run.traceId, error: errorText(error) });
  }
}

type Result = Omit<ProbeRun, 'probe' | 'at' | 'trigger' | 'traceId' | 'setup' | 'missed'>;

/** What is kept of an outcome: with no secret in it, whoever said it. */
function resultOf(outcome: ProbeOutcome, redact: (text: string) => string): Result {
  const { verdict } = outcome;
  if (verdict === 'unmeasured') {
    const { reason, detail, measured = NOTHING_MEASURED } = outcome;
    const kept = { ...measuredWithoutSecrets(measured, redact), latencyMs: null, ttftMs: null };
    return { ...kept, verdict, reason, detail: redact(detail), assertions: [] };
  }
  const assertions = outcome.assertions.map((each) => ({ ...each, reason: redact(each.reason) }));
  const measured = inWholeMs(measuredWithoutSecrets(outcome.measured, redact));
  return { ...measured, verdict, reason: null, detail: '', assertions };
}

/** As it is kept: what is finer says nothing. */
function inWholeMs(measured: Measured): Measured {
  return { ...measured, latencyMs: whole(measured.latencyMs), ttftMs: whole(measured.ttftMs) };
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

async function measure(
  probe: Probe,
  context: Omit<RunContext, 'arrived'>,
  deps: RunProbeDeps,
): Promise<ProbeOutcome> {
  const end = deps.lateness.begin();
  let lateness: Promise<number> | null = null;
  const arrived = (): Promise<number> => (lateness ??= end());
  let outcome: ProbeOutcome;
  let lateMs = 0;
  try {
    outcome = await probe.run({ ...context, arrived: () => void arrived() });
  } catch (error) {
    context.signal.throwIfAborted();
    deps.log.error('probe-broke', { probe: probe.name, traceId: context.traceId, error: errorText(error) });
    return { verdict: 'unmeasured', reason: 'program-error', detail: errorText(error), retryAfterMs: null };
  } finally {
    lateMs = await arrived();
  }
  return judgeCircumstances(outcome, {
    lateMs,
    connectionDown: () => (probe.remote ? deps.connectionDown() : Promise.resolve(false)),
  });
}

function insteadOf({ until, reason }: NonNullable<RunRequest['held']>, now: number): ProbeOutcome {
  const detail = `it asked not to be asked again before ${new Date(until).toISOString()}`;
  return { verdict: 'unmeasured', reason, detail, retryAfterMs: Math.max(0, until - now) };
}
