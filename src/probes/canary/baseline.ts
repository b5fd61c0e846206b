import { DAY_MS } from '../../core/duration.ts';
import type { ProbeRun, ProbeSetup, SetupPart } from '../../core/probe.ts';

/** How far back a canary is compared with itself, and how many runs that are at most. */
const BASELINE_MS = 14 * DAY_MS;
export const BASELINE_RUNS = 500;

/** What changes the time that an answer takes by our own doing: what was measured before is of another canary. */
const COMPARABLE: readonly SetupPart[] = ['prompt', 'provider', 'settings'];

/**
 * How long the answers took that passed, the oldest first: of the last 14 days, as far as it was asked in the same way.
 * What was late or wrong is not among them, so that trouble does not become what is usual. `before`: the newest first.
 */
export function baselineOf(before: readonly ProbeRun[], setup: ProbeSetup, at: number): readonly number[] {
  const latencies: number[] = [];
  for (const run of before) {
    if (at - run.at > BASELINE_MS) break;
    if (COMPARABLE.some((part) => run.setup[part] !== setup[part])) break;
    if (run.verdict === 'pass' && run.latencyMs !== null) latencies.push(run.latencyMs);
  }
  return latencies.toReversed();
}
