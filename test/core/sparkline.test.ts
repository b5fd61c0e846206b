import { describe, expect, it } from 'vitest';
import type { ChartedRun } from '../../src/core/latency-chart.ts';
import { sparkline } from '../../src/core/sparkline.ts';

const HOUR = 3_600_000;

/** Hourly runs: a number passed after so many milliseconds, `p` passed untimed, `f` failed after a second, `u` unmeasured. */
function hourly(...runs: readonly (number | 'p' | 'f' | 'u')[]): readonly ChartedRun[] {
  return runs.map((run, i) => {
    const at = i * HOUR;
    if (typeof run === 'number') return { at, verdict: 'pass', latencyMs: run };
    if (run === 'p') return { at, verdict: 'pass', latencyMs: null };
    if (run === 'f') return { at, verdict: 'fail', latencyMs: 1_000 };
    return { at, verdict: 'unmeasured', latencyMs: null };
  });
}

describe('sparkline', () => {
  it.each([
    ['nothing where nothing ran', [], [], ''],
    ['one run as usual', hourly(820), [], '▃'],
    ['what is steady as steady', hourly(1_000, 1_050, 950, 1_150, 850), [], '▃▃▃▃▃'],
    ['heights against the median', hourly(1_000, 300, 700, 1_000, 1_300, 1_700, 9_000), [], '▃▁▂▃▅▇▇'],
    ['a doubling', hourly(1_000, 1_000, 1_000, 2_000, 2_000), [], '▃▃▃▇▇'],
    ['a halving', hourly(1_000, 1_000, 1_000, 500, 300), [], '▃▃▃▂▁'],
    ['failed and unmeasured runs as what they are', hourly(1_000, 'f', 'u', 1_000), [], '▃×·▃'],
    ['passes without a latency', hourly('p', 'f', 'p', 'u'), [], '✓×✓·'],
    ['answers that took no time', hourly(0, 0), [], '▃▃'],
    ['a change before the first run that saw it', hourly(1, 1, 1), [HOUR], '▃|▃▃'],
    ['a change between two runs', hourly(1, 1, 1), [HOUR + 5], '▃▃|▃'],
    ['several changes at one place once', hourly(1, 1, 1), [HOUR, HOUR, HOUR - 9], '▃|▃▃'],
    ['a change at the first run', hourly(1, 1), [0], '|▃▃'],
    ['no change before the first or after the last run', hourly(1, 1), [-1, HOUR + 1], '▃▃'],
  ])('shows %s', (_what, runs, changes, expected) => {
    expect(sparkline(runs, changes)).toBe(expected);
    expect(sparkline(runs.toReversed(), changes.toReversed())).toBe(expected);
  });

  it.each([
    ['the median of each span', hourly(1_000, 1_000, 9_000, 2_000, 2_000, 2_000), '▂▃'],
    ['a failure among passes', hourly(1_000, 'f', 1_000, 1_000, 1_000, 1_000), '×▃'],
    ['a latency where only some could not be measured', hourly(1_000, 'u', 1_000, 1_000, 'u', 'u'), '▃▃'],
    ['that nothing was measured', hourly(1_000, 1_000, 1_000, 'u', 'u', 'u'), '▃·'],
  ])('puts many runs together by time and shows %s', (_what, runs, expected) => {
    expect(sparkline(runs, [], 2)).toBe(expected);
  });

  it('shows a span in which nothing ran as not measured', () => {
    const runs = hourly(...Array.from({ length: 13 }, () => 1_000)).filter((_, i) => i < 4 || i > 8);
    expect(sparkline(runs, [9 * HOUR], 6)).toBe('▃▃··|▃▃');
  });

  it('fits a phone, with the newest of many changes', () => {
    const runs = hourly(...Array.from({ length: 720 }, (_, i) => (i < 480 ? 1_000 : 2_000)));
    const line = sparkline(
      runs,
      runs.map(({ at }) => at),
    );
    expect(line).toBe(`${'▃'.repeat(16)}▇▇${'|▇'.repeat(6)}`);
    expect(line).toHaveLength(30);
  });
});
