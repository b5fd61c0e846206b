import type { Observe, Observed } from '../core/alerts.ts';
import type { Observation } from '../core/incident.ts';
import type { ProbeOutcome, ProbeRun } from '../core/probe.ts';
import type { ProbeReader } from '../core/probe-store.ts';
import { fingerprintOf, LATE_ASPECT, UNMEASURED_ASPECT } from './fingerprint.ts';
import { EXPLAINS_MS, sayNearestChange } from './nearest-change.ts';
import { CONFIRMED, NEEDS_SOMEBODY, OFTEN, PASSES, policyOf } from './policies.ts';
import type { Probe } from './probe.ts';
import { sayUnmeasured } from './say-unmeasured.ts';
import type { Streaks } from './streaks.ts';

const MOST_CHANGES = 20;
const MOST_TIMES = 1_500;

export interface ObserveRunDeps {
  readonly observe: Observe;
  readonly history: Pick<ProbeReader, 'probeChanges' | 'probeTimes'>;
}

/** What became of a run's observations, as far as it says whether to look again soon. */
export interface Told {
  /** Something began to fail, or to be well again. */
  readonly begun: boolean;
  /** Something is neither an incident yet nor well, or is being well again. */
  readonly undecided: boolean;
  /** An incident was opened or ended. */
  readonly decided: boolean;
}

/** Reports what a run found: one observation for each aspect, and one of whether it could be asked at all. */
export async function observeRun(
  probe: Probe,
  run: ProbeRun,
  outcome: ProbeOutcome,
  streaks: Streaks,
  deps: ObserveRunDeps,
): Promise<Told> {
  let told: Told = { begun: false, undecided: false, decided: false };
  for (const { aspect, observation } of observationsOf(probe, run, outcome, streaks)) {
    const cause = observation.cause ?? (await causeOf(probe, observation, deps));
    const observed = await deps.observe({ ...observation, cause });
    const begun = streaks.note(aspect, observation.ok, observed.reason, run);
    told = add(told, begun, observed, observation);
  }
  return told;
}

function add(told: Told, begun: boolean, { action, reason }: Observed, { policy }: Observation): Told {
  // What is told after some slots in a row needs no run in between.
  const burst = policy === CONFIRMED || policy === NEEDS_SOMEBODY;
  const undecided = burst && (reason === 'below-threshold' || reason === 'recovering');
  return {
    begun: told.begun || (undecided && begun),
    undecided: told.undecided || undecided,
    decided: told.decided || action === 'open' || action === 'come-back' || action === 'resolve',
  };
}

interface Seen {
  readonly aspect: string;
  readonly observation: Observation;
}

function observationsOf(
  probe: Probe,
  run: ProbeRun,
  outcome: ProbeOutcome,
  streaks: Streaks,
): readonly Seen[] {
  if (outcome.verdict === 'unmeasured') return unmeasured(probe, run, streaks);
  return [
    ...ASKING.map((aspect) => ({ aspect, observation: asked(probe, aspect) })),
    ...outcome.findings.map(({ aspect, ...finding }) => ({
      aspect,
      observation: {
        ...shared(probe),
        ...finding,
        fingerprint: fingerprintOf(probe, aspect),
        ...(finding.ok ? {} : { since: streaks.since(aspect) ?? run.at }),
        labels: { ...probe.labels, ...finding.labels },
        policy: CONFIRMED,
      },
    })),
  ];
}

/** Of what a model does wrong: what changed before it began. */
async function causeOf(
  probe: Probe,
  { ok, since = 0, fingerprint }: Observation,
  { history }: ObserveRunDeps,
): Promise<string | null> {
  const ofAsking = [UNMEASURED_ASPECT, LATE_ASPECT].map((aspect) => fingerprintOf(probe, aspect));
  if (ok || probe.canary === null || ofAsking.includes(fingerprint)) return null;
  const span = { probe: probe.name, since: since - EXPLAINS_MS };
  try {
    const changes = await history.probeChanges({ ...span, until: since, limit: MOST_CHANGES });
    // How far back is known only matters where nothing moved.
    const times = changes.length > 0 ? [] : await history.probeTimes({ ...span, limit: MOST_TIMES });
    return sayNearestChange(changes, since, times.at(-1)?.at ?? since);
  } catch {
    // That it fails is told all the same.
    return null;
  }
}

/** Why it could not be asked says nothing of how it is: what is open of it stays as it is. */
function unmeasured(probe: Probe, run: ProbeRun, streaks: Streaks): readonly Seen[] {
  const { reason } = run;
  const policy = reason === null ? null : policyOf(reason);
  if (reason === null || policy === null) return [];
  // That three slots in a row say it, is not said by the runs of one burst.
  if (policy === PASSES && run.trigger === 'confirm') return [];
  const aspect = policy === OFTEN ? LATE_ASPECT : UNMEASURED_ASPECT;
  const { why, next } = sayUnmeasured(reason);
  const observation: Observation = {
    ...shared(probe),
    ok: false,
    fingerprint: fingerprintOf(probe, aspect),
    severity: probe.severity,
    since: streaks.since(aspect) ?? run.at,
    title: `${probe.name} could not be asked: ${why}`,
    evidence: run.detail,
    cause: run.setup.provider === null ? why : `${why}: ${run.setup.provider}`,
    next,
    labels: probe.labels,
    remote: probe.remote,
    policy,
  };
  // Whoever could not be asked was not asked too late by us.
  const inTime = { aspect: LATE_ASPECT, observation: asked(probe, LATE_ASPECT) };
  return aspect === LATE_ASPECT ? [{ aspect, observation }] : [{ aspect, observation }, inTime];
}

/** Whether it can be asked, and whether we are in time to ask it. */
const ASKING = [UNMEASURED_ASPECT, LATE_ASPECT] as const;

function asked(probe: Probe, aspect: (typeof ASKING)[number]): Observation {
  return {
    ...shared(probe),
    ok: true,
    fingerprint: fingerprintOf(probe, aspect),
    severity: 'info',
    title: `${probe.name} can be asked again`,
    evidence: '',
    cause: null,
    next: null,
    labels: probe.labels,
    remote: probe.remote,
    policy: aspect === LATE_ASPECT ? OFTEN : NEEDS_SOMEBODY,
  };
}

function shared({ name, to }: Probe) {
  return { source: 'canary', rerun: name, except: [], ...(to === null ? {} : { to }) } as const;
}
