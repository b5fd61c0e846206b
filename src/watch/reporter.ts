import { z } from 'zod';
import type { Observed } from '../core/alerts.ts';
import type { Observation } from '../core/incident.ts';
import { keepAs, recallAs } from './memory.ts';
import type { WatchDeps } from './deps.ts';

const keptSchema = z.array(z.string());

/**
 * Passes on what fails, and what is well only where it was reported failing before: also by a process that is gone,
 * whose incidents would stay open for ever otherwise. Fingerprints come from the configuration, so there are few.
 */
export interface Reporter {
  /** What was reported failing by the last process; call it before the first `report`. */
  load(): Promise<readonly string[]>;
  /** `null`: it is well and was never reported otherwise, so nobody was told. */
  report(observation: Observation): Promise<Observed['action'] | null>;
}

/** `name` is where it remembers in the room's memory. */
export function createReporter(deps: Pick<WatchDeps, 'observe' | 'memory' | 'log'>, name: string): Reporter {
  /** Good ones in a row since the last failing one, by fingerprint. */
  const failing = new Map<string, number>();
  let kept = true;

  async function keep(): Promise<void> {
    kept = await keepAs(deps, name, failing.size === 0 ? null : [...failing.keys()]);
  }

  async function reportFailing(observation: Observation): Promise<Observed['action']> {
    const known = failing.has(observation.fingerprint);
    failing.set(observation.fingerprint, 0);
    // Kept first: one good observation too many after a crash does no harm, one too few would.
    if (!known) await keep();
    const { action } = await deps.observe(observation);
    if (action !== 'lost' && !kept) await keep();
    return action;
  }

  async function reportOk(observation: Observation): Promise<Observed['action'] | null> {
    const { fingerprint, policy } = observation;
    const good = failing.get(fingerprint);
    if (good === undefined) return null;
    const { action } = await deps.observe(observation);
    failing.set(fingerprint, good + 1);
    // As many as the policy looks back on: then no failing one is left to be counted with later ones.
    const enough = good + 1 >= Math.max(policy.fire.of, policy.resolve.of);
    // What flaps is over only after it was well for a while: until then it must be heard of.
    if (action !== 'resolve' && !(action === 'none' && enough)) return action;
    failing.delete(fingerprint);
    await keep();
    return action;
  }

  return {
    async load() {
      const before = (await recallAs(deps, name, keptSchema)) ?? [];
      for (const fingerprint of before) failing.set(fingerprint, 0);
      return before;
    },
    report: (observation) => (observation.ok ? reportOk(observation) : reportFailing(observation)),
  };
}
