import type { ProbeReader } from '../../core/probe-store.ts';
import type { CanaryCounts } from './digest-input.ts';

/** Of one probe; as many as are kept. */
const MOST_RUNS = 5_000;

/** What canaries and other probes came to since then (epoch milliseconds). One that did not run counts nowhere. */
export async function countCanaries(
  probes: Pick<ProbeReader, 'newestRuns' | 'probeTimes'>,
  since: number,
): Promise<CanaryCounts> {
  const newest = (await probes.newestRuns()).filter(({ at }) => at >= since);
  const counts = { pass: 0, fail: 0, unmeasured: 0 };
  for (const { probe } of newest) {
    for (const { verdict } of await probes.probeTimes({ probe, since, limit: MOST_RUNS })) counts[verdict]++;
  }
  return {
    ran: newest.length,
    passed: counts.pass,
    failed: counts.fail,
    unmeasured: counts.unmeasured,
    failing: newest
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ probe }) => probe)
      .toSorted(),
  };
}
