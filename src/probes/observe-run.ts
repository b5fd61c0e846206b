import type { Observe } from '../core/alerts.ts';
import type { Observation } from '../core/incident.ts';
import type { ProbeChange, ProbeOutcome, ProbeRun } from '../core/probe.ts';
import type { ProbeReader } from '../core/probe-store.ts';
import { fingerprintOf, UNMEASURED_ASPECT } from './fingerprint.ts';
import { EXPLAINS_MS, sayNearestChange } from './nearest-change.ts';
import { CONFIRMED, NEEDS_SOMEBODY, policyOf } from './policies.ts';
import type { Probe } from './probe.ts';
import { sayUnmeasured } from './say-unmeasured.ts';

const MOST_CHANGES = 20;

export interface ObserveRunDeps {
  readonly observe: Observe;
  readonly history: Pick<ProbeReader, 'probeChanges'>;
}

/** Since when each aspect has been failing, by aspect: from its first failing run on. */
export type Streaks = Map<string, number>;

/**
 * Reports what a run found, one observation for each aspect, and one of whether it could be asked at all. Resolves with
 * whether that is to be confirmed: it is the first of its kind, and nobody was told yet.
 */
export async function observeRun(
  probe: Probe,
  run: ProbeRun,
  outcome: ProbeOutcome,
  streaks: Streaks,
  deps: ObserveRunDeps,
): Promise<boolean> {
  let confirm = false;
  for (const observation of await observationsOf(probe, run, outcome, streaks, deps)) {
    const { reason } = await deps.observe(observation);
    const { policy } = observation;
    const burst = policy === CONFIRMED || policy === NEEDS_SOMEBODY;
    if (burst && (reason === 'below-threshold' || reason === 'recovering')) confirm = true;
  }
  return confirm;
}

async function observationsOf(
  probe: Probe,
  run: ProbeRun,
  outcome: ProbeOutcome,
  streaks: Streaks,
  deps: ObserveRunDeps,
): Promise<readonly Observation[]> {
  if (outcome.verdict === 'unmeasured') return unmeasured(probe, run, streaks);
  const observations = [asked(probe)];
  streaks.delete(UNMEASURED_ASPECT);
  for (const { aspect, ...finding } of outcome.findings) {
    const since = streakOf(streaks, aspect, finding.ok, run.at);
    const moved = finding.ok || probe.canary === null ? null : await changesBefore(probe, since, deps);
    observations.push({
      ...shared(probe),
      ...finding,
      fingerprint: fingerprintOf(probe, aspect),
      ...(finding.ok ? {} : { since }),
      cause: finding.cause ?? moved,
      labels: { ...probe.labels, ...finding.labels },
      policy: CONFIRMED,
    });
  }
  return observations;
}

function streakOf(streaks: Streaks, aspect: string, ok: boolean, at: number): number {
  if (ok) streaks.delete(aspect);
  else if (!streaks.has(aspect)) streaks.set(aspect, at);
  return streaks.get(aspect) ?? at;
}

async function changesBefore(probe: Probe, since: number, { history }: ObserveRunDeps): Promise<string> {
  const changes: readonly ProbeChange[] = await history.probeChanges({
    probe: probe.name,
    since: since - EXPLAINS_MS,
    limit: MOST_CHANGES,
  });
  return sayNearestChange(changes, since);
}

/** Why it could not be asked says nothing of how it is: what is open of it stays as it is. */
function unmeasured(probe: Probe, run: ProbeRun, streaks: Streaks): readonly Observation[] {
  const { reason } = run;
  const policy = reason === null ? null : policyOf(reason);
  if (reason === null || policy === null) return [];
  const { why, next } = sayUnmeasured(reason);
  return [
    {
      ...shared(probe),
      ok: false,
      fingerprint: fingerprintOf(probe, UNMEASURED_ASPECT),
      severity: probe.severity,
      since: streakOf(streaks, UNMEASURED_ASPECT, false, run.at),
      title: `${probe.name} could not be asked: ${why}`,
      evidence: run.detail,
      cause: why,
      next,
      labels: probe.labels,
      remote: probe.remote,
      policy,
    },
  ];
}

function asked(probe: Probe): Observation {
  return {
    ...shared(probe),
    ok: true,
    fingerprint: fingerprintOf(probe, UNMEASURED_ASPECT),
    severity: 'info',
    title: `${probe.name} can be asked again`,
    evidence: '',
    cause: null,
    next: null,
    labels: probe.labels,
    remote: probe.remote,
    policy: NEEDS_SOMEBODY,
  };
}

function shared({ name, to }: Probe) {
  return { source: 'canary', rerun: name, except: [], ...(to === null ? {} : { to }) } as const;
}
