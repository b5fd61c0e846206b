import { createRunAlone } from './alone.ts';
import type { Target } from './target.ts';
import { targetsAnswer, targetsSilent } from './connection-said.ts';
import type { WatchDeps } from './deps.ts';
import { createReporter } from './reporter.ts';

/** Where it remembers in the room's memory what it reported. */
export const TARGETS_REPORTED = 'connection-targets';

/** Tells `alerts` that our targets can't be trusted: none answers, and yet messages arrive. */
export interface TargetsTeller {
  /** True where that was so when the last process ended. Call it before the first `tell`. */
  load(): Promise<boolean>;
  /** What the newest check says of them, unless it is still telling of the last. */
  tell(trusted: boolean, errors: readonly string[]): void;
}

export function createTargetsTeller(targets: readonly Target[], deps: WatchDeps): TargetsTeller {
  const reporter = createReporter(deps, TARGETS_REPORTED);
  const alone = createRunAlone(deps, TARGETS_REPORTED);
  return {
    load: async () => (await reporter.load()).length > 0,
    tell(trusted, errors) {
      void alone(() => reporter.report(trusted ? targetsAnswer() : targetsSilent(targets, errors)));
    },
  };
}
