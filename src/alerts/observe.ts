import type { Observe, Observed } from '../core/alerts.ts';
import type { Observation } from '../core/incident.ts';
import { admitObservation } from './admit-observation.ts';
import type { AlertsDeps } from './deps.ts';
import type { Memory } from './memory.ts';
import { planDefer, planDeferredOver } from './plan/defer.ts';
import { planObservation } from './plan/observation.ts';
import type { Plan, PlanContext } from './plan/plan.ts';

export interface ObservingDeps extends Pick<AlertsDeps, 'activity' | 'log' | 'redact' | 'connectionDown'> {
  readonly memory: () => Memory;
  readonly context: PlanContext;
  /** Decides in turn and carries it out; `fallback` where that can't be. */
  readonly decided: <Result>(
    plan: (now: number) => Plan<Result> | Promise<Plan<Result>>,
    fallback: Result,
    urgent?: boolean,
  ) => Promise<Result>;
}

export interface Observing {
  readonly observe: Observe;
  /** What was deferred is judged, its newest observation of each thing. */
  judgeDeferred(): Promise<void>;
}

const LOST: Observed = { action: 'lost', reason: 'not-stored', incident: null };
const HEALTHY: Observed = { action: 'none', reason: 'healthy', incident: null };

export function createObserving(deps: ObservingDeps): Observing {
  const { log, context } = deps;
  /** Observations of a thing that wait for their turn. */
  const waiting = new Map<string, number>();

  async function observe(given: Observation, judged: boolean): Promise<Observed> {
    const observation = admitObservation(given, deps.redact);
    const { fingerprint, ok } = observation;
    if (isNoNews(observation)) return HEALTHY;
    waiting.set(fingerprint, (waiting.get(fingerprint) ?? 0) + 1);
    const observed = await deps.decided<Observed>((now) => judge(observation, judged, now), LOST, ok);
    const left = (waiting.get(fingerprint) ?? 1) - 1;
    if (left > 0) waiting.set(fingerprint, left);
    else waiting.delete(fingerprint);
    const { action, reason, incident } = observed;
    if (action !== 'none') log.info('observed', { fingerprint, ok, action, reason, incident });
    return observed;
  }

  /** Most observations: it is well, was well, and nothing of it waits. They need no turn. */
  function isNoNews({ ok, fingerprint }: Observation): boolean {
    const { incidents, watched, deferred } = deps.memory();
    return (
      ok &&
      !waiting.has(fingerprint) &&
      !incidents.has(fingerprint) &&
      !watched.has(fingerprint) &&
      !deferred.has(fingerprint)
    );
  }

  /** The connection is asked for in turn, so that what is seen later is not judged before. */
  async function judge(observation: Observation, judged: boolean, now: number): Promise<Plan<Observed>> {
    const { remote, ok, fingerprint } = observation;
    const memory = deps.memory();
    if (remote && !ok && !judged && (await deps.connectionDown())) {
      const plan = planDefer(memory, observation, now);
      const [deferred] = plan.step.deferred ?? [];
      if (deferred !== undefined) memory.deferred.set(fingerprint, { deferred, newest: observation });
      return plan;
    }
    return planObservation(memory, observation, now, context);
  }

  return {
    observe: (observation) => deps.activity.track(observe(observation, false)),
    async judgeDeferred() {
      const heldBack = [...deps.memory().deferred.values()];
      const over = heldBack.map(({ deferred }) => deferred);
      await deps.decided<null>(() => planDeferredOver(deps.memory(), over), null);
      for (const { newest } of heldBack) if (newest !== null) await observe(newest, true);
    },
  };
}
