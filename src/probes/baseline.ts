import { DAY_MS } from '../core/duration.ts';
import type { ProbeSetup, SetupPart, TimedRun } from '../core/probe.ts';

/** How far back a probe is compared with itself, and how many runs that are at most. */
export const BASELINE_MS = 14 * DAY_MS;
export const BASELINE_RUNS = 1_500;
/** A run is one of those that show what is usual if it passed, and so did as many before it. */
const STEADY_AFTER = 3;

/** What changes the time that an answer takes by our own doing: what was measured before is of another probe. */
const COMPARABLE: readonly SetupPart[] = ['prompt', 'provider', 'settings'];

/**
 * How long usual answers took, in milliseconds, the oldest first: of the last 14 days, as far as it was asked in the same
 * way. What was late or wrong is not among them, nor what came soon after: amid trouble some pass by chance, and those
 * are the slowest that pass. So trouble does not become what is usual. `runs`: the newest first; `at`: epoch milliseconds.
 */
export function baselineOf(runs: readonly TimedRun[], setup: ProbeSetup, at: number): readonly number[] {
  const other = runs.findIndex(
    (run) => at - run.at > BASELINE_MS || COMPARABLE.some((part) => run.setup[part] !== setup[part]),
  );
  const comparable = runs.slice(0, other === -1 ? runs.length : other);
  const measured = comparable.filter(({ verdict }) => verdict !== 'unmeasured');
  const isSteady = (i: number): boolean =>
    measured.slice(i, i + STEADY_AFTER + 1).every(({ verdict }) => verdict === 'pass');
  return measured
    .flatMap(({ latencyMs }, i) => (latencyMs !== null && isSteady(i) ? [latencyMs] : []))
    .toReversed();
}
