import type { ChartedRun } from '../core/latency-chart.ts';
import { median } from '../core/median.ts';
import { latenciesOf } from '../core/say-latency.ts';
import { VERDICTS } from '../core/probe.ts';

/** More marks than that make a picture no clearer, and slower to draw. */
const MOST_MARKS = 1_500;

/**
 * At most 1,500 marks for any number of runs: where there are more, those of one verdict in one short span become one,
 * at its middle, with their median latency. So a verdict is never hidden by others.
 */
export function thinOut(runs: readonly ChartedRun[], from: number, until: number): readonly ChartedRun[] {
  if (runs.length <= MOST_MARKS) return runs;
  const spans = Math.floor(MOST_MARKS / VERDICTS.length);
  const length = (until - from) / spans || 1;
  const groups = Map.groupBy(runs, ({ at, verdict }) => {
    const span = Math.min(spans - 1, Math.floor((at - from) / length));
    return `${span} ${verdict}`;
  });
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const at = group.reduce((sum, run) => sum + (run.at - from) / group.length, from);
    return [{ at, verdict: first.verdict, latencyMs: median(latenciesOf(group)) }];
  });
}
