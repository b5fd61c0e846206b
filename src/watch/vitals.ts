import { MINUTE_MS } from '../core/duration.ts';
import type { Look, WatchDeps } from './deps.ts';
import { judgeVitals } from './judge-vitals.ts';
import type { Vitals } from './read-vitals.ts';
import { createReporter } from './reporter.ts';
import { createRounds } from './rounds.ts';

const EVERY_MS = MINUTE_MS;
const REPORTED = 'vitals-reported';

/** Has the process memory enough, and does it answer in time? */
export interface VitalsWatch {
  /** The first reading is a minute later. Never rejects. */
  start(): Promise<void>;
  /** A reading like any other: it counts. */
  rerun(): Promise<Look>;
  stop(): void;
}

export function createVitalsWatch(deps: WatchDeps & { readonly readVitals: () => Vitals }): VitalsWatch {
  const reporter = createReporter(deps, REPORTED);
  const rounds = createRounds(deps, 'vitals', {
    async run(): Promise<Look> {
      const observations = judgeVitals(deps.readVitals());
      for (const observation of observations) await reporter.report(observation);
      return {
        outcome: observations.every(({ ok }) => ok) ? 'ok' : 'failing',
        detail: observations.map(({ evidence }) => evidence).join('\n'),
      };
    },
    nextMs: () => EVERY_MS,
  });
  return {
    async start() {
      await reporter.load();
      rounds.start('later');
    },
    rerun: () => rounds.look(),
    stop: () => rounds.stop(),
  };
}
