import type { ChartedRun } from './latency-chart.ts';
import { median } from './median.ts';
import { latenciesOf } from './say-latency.ts';

/** In fifths of twice the median: the middle one is the usual, give or take a fifth; the last is 1.6 times it or more. */
const LEVELS = ['▁', '▂', '▃', '▅', '▇'] as const;
const FAILED = '×';
const NOT_MEASURED = '·';
/** Passed, where there is no latency to show. */
const PASSED = '✓';
const CHANGED = '|';

/** A phone shows 30 characters of a line. */
const SLOTS = 24;
const MOST_CHANGES = 6;

/** What the marks of a sparkline mean, for the line under it. */
export const SPARKLINE_KEY = `${LEVELS[2]} usual, ${FAILED} failed, ${NOT_MEASURED} not measured, ${CHANGED} changed`;

/**
 * The runs as one line of characters, oldest first: `▃▃▂▃|▇▇××·▃`. A block's height is the latency against the median
 * of all; `|` stands before the first run that began at or after a change. More runs than `slots` are put together by
 * time: a `×` where any failed, else the median of those that passed; `·` where none was measured or none ran. At most
 * `slots` characters and the `|` of the newest 6 changes.
 *
 * Runs and changes in any order; changes in epoch milliseconds. Empty where there are no runs.
 */
export function sparkline(runs: readonly ChartedRun[], changes: readonly number[], slots = SLOTS): string {
  const sorted = runs.toSorted((a, b) => a.at - b.at);
  const groups = sorted.length <= slots ? sorted.map((run) => [run]) : groupsByTime(sorted, slots);
  const usual = median(latenciesOf(sorted));
  const changed = changedGroups(groups, changes);
  return groups.map((group, i) => (changed.has(i) ? CHANGED : '') + markOf(group, usual)).join('');
}

/** Spans of equal length from the first run to the last; one in which nothing ran is empty. */
function groupsByTime(sorted: readonly ChartedRun[], slots: number): readonly (readonly ChartedRun[])[] {
  const groups: ChartedRun[][] = Array.from({ length: slots }, () => []);
  const first = sorted[0]?.at ?? 0;
  const span = (sorted.at(-1)?.at ?? 0) - first || 1;
  for (const run of sorted) {
    groups[Math.min(slots - 1, Math.floor(((run.at - first) / span) * slots))]?.push(run);
  }
  return groups;
}

/** The groups that hold the first run after a change. What changed before the first run of all is not among them. */
function changedGroups(
  groups: readonly (readonly ChartedRun[])[],
  changes: readonly number[],
): ReadonlySet<number> {
  const first = groups[0]?.[0]?.at ?? Infinity;
  const found = changes
    .filter((at) => at >= first)
    .map((at) => groups.findIndex((group) => group.some((run) => run.at >= at)))
    .filter((i) => i !== -1);
  return new Set([...new Set(found)].toSorted((a, b) => a - b).slice(-MOST_CHANGES));
}

function markOf(group: readonly ChartedRun[], usual: number | null): string {
  if (group.some(({ verdict }) => verdict === 'fail')) return FAILED;
  const passed = group.filter(({ verdict }) => verdict === 'pass');
  if (passed.length === 0) return NOT_MEASURED;
  const latency = median(latenciesOf(passed));
  return latency === null || usual === null ? PASSED : levelOf(latency, usual);
}

function levelOf(latency: number, usual: number): string {
  const share = usual > 0 ? latency / (2 * usual) : 0.5;
  return LEVELS[Math.min(LEVELS.length - 1, Math.floor(share * LEVELS.length))] ?? LEVELS[0];
}
