import type {
  AssertionResult,
  ProbeChange,
  ProbeRun,
  RunTrigger,
  UnmeasuredReason,
  Verdict,
} from './probe.ts';
import type { ChartedRun } from './latency-chart.ts';
import { dollarsOf } from './money.ts';

/** What is known of a probe without running it. */
export interface ProbeInfo {
  readonly name: string;
  readonly type: string;
  readonly schedule: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly promptHash: string | null;
}

/** A probe as it is configured, and how it stands: an entry of `canary list`. A probe that is no prompt has no model. */
export interface CanaryView {
  readonly name: string;
  /** `canary`, `http`, `certificate`, `loopback`, `host`. */
  readonly type: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly promptHash: string | null;
  readonly schedule: string;
  readonly lastVerdict: Verdict | null;
  readonly lastAt: string | null;
  readonly lastLatencyMs: number | null;
  /** `null`: it never runs by itself. */
  readonly nextAt: string | null;
}

/** A run of a probe: what `canary run` prints. Texts are untrusted. */
export interface CanaryRunView {
  readonly name: string;
  readonly at: string;
  readonly trigger: RunTrigger;
  /** Slots of the schedule that passed unseen before it. */
  readonly missed: number;
  readonly traceId: string;
  readonly verdict: Verdict;
  readonly reason: UnmeasuredReason | null;
  readonly detail: string;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly model: string | null;
  readonly fingerprint: string | null;
  readonly promptHash: string | null;
  readonly costUsd: string | null;
  readonly assertions: readonly AssertionResult[];
  readonly output: string;
}

export interface CanaryChangeView {
  readonly at: string;
  readonly kind: ProbeChange['kind'];
  readonly before: string | null;
  readonly after: string | null;
}

/** What `canary history NAME` prints: runs and changes, newest first. */
export interface CanaryHistoryView {
  readonly canary: CanaryView;
  readonly since: string;
  readonly runs: readonly CanaryRunView[];
  readonly changes: readonly CanaryChangeView[];
}

/** `nextAt`: epoch milliseconds. */
export function canaryView(info: ProbeInfo, last: ProbeRun | null, nextAt: number | null): CanaryView {
  const { name, type, provider, model, promptHash, schedule } = info;
  return {
    name,
    type,
    provider,
    model,
    promptHash,
    schedule,
    lastVerdict: last?.verdict ?? null,
    lastAt: last === null ? null : new Date(last.at).toISOString(),
    lastLatencyMs: last?.latencyMs ?? null,
    nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
  };
}

/** Both lists the newest first, of what is not older than `since`. */
export function canaryHistoryView(
  canary: CanaryView,
  since: number,
  runs: readonly ProbeRun[],
  changes: readonly ProbeChange[],
): CanaryHistoryView {
  return {
    canary,
    since: new Date(since).toISOString(),
    runs: runs.map(canaryRunView),
    changes: changes.map(canaryChangeView),
  };
}

export function canaryRunView(run: ProbeRun): CanaryRunView {
  return {
    name: run.probe,
    at: new Date(run.at).toISOString(),
    trigger: run.trigger,
    missed: run.missed,
    traceId: run.traceId,
    verdict: run.verdict,
    reason: run.reason,
    detail: run.detail,
    latencyMs: run.latencyMs,
    ttftMs: run.ttftMs,
    model: run.model,
    fingerprint: run.fingerprint,
    promptHash: run.setup.prompt,
    costUsd: run.costPico === null ? null : dollarsOf(run.costPico),
    assertions: run.assertions,
    output: run.output,
  };
}

function canaryChangeView({ at, kind, before, after }: ProbeChange): CanaryChangeView {
  return { at: new Date(at).toISOString(), kind, before, after };
}

/** Reading how probes stand, for people and programs. */
export interface CanaryReader {
  /** By name. */
  list(): Promise<readonly CanaryView[]>;
  /** `since`: epoch milliseconds; `null`: no probe has the name. */
  history(
    name: string,
    filter: { readonly since: number; readonly limit: number },
  ): Promise<CanaryHistoryView | null>;
}

/** What a chart or a sparkline needs of runs. */
export function chartedOf(runs: readonly CanaryRunView[]): readonly ChartedRun[] {
  return runs.map(({ at, verdict, latencyMs }) => ({ at: Date.parse(at), verdict, latencyMs }));
}

/** `45 passed, 5 failed, 0 not measured`. */
export function sayVerdicts(runs: readonly CanaryRunView[]): string {
  const many = (wanted: Verdict): number => runs.filter(({ verdict }) => verdict === wanted).length;
  return `${many('pass')} passed, ${many('fail')} failed, ${many('unmeasured')} not measured`;
}
