import { describe, expect, it } from 'vitest';
import { chartOfSpend } from '../../src/charts/chart-of-spend.ts';
import { dollarAxis } from '../../src/charts/dollar-axis.ts';
import { spendChart } from '../../src/charts/spend-chart.ts';
import type { BudgetView } from '../../src/core/ledger-views.ts';
import type { SpendChart } from '../../src/core/spend-chart.ts';
import { budgetOf, reportOf, rowOf } from '../bots/commands/ledger-views.ts';
import { naughtyStrings } from '../support/corpora.ts';
import { UNTIL } from './chart-of.ts';
import { readSvg, type Svg } from './read-svg.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const USD = 1_000_000_000_000n;

/** Eight days of one workflow: nothing, then a dollar more each day. */
function chartOf(parts: Partial<SpendChart> = {}): SpendChart {
  return {
    title: 'Spend by workflow',
    subtitle: '$28.00 in 7 d, 96 calls',
    zone: 'Europe/Berlin',
    bars: 'day',
    starts: Array.from({ length: 8 }, (_, i) => UNTIL - (7 - i) * DAY),
    series: [{ name: 'digest', amounts: Array.from({ length: 8 }, (_, i) => BigInt(i) * USD) }],
    budgetPico: null,
    ...parts,
  };
}

function drawn(parts: Partial<SpendChart> = {}): Svg {
  return readSvg(spendChart(chartOf(parts)));
}

function barsOf(svg: Svg, series: number) {
  return svg.group(`series-${series}`).map(({ attributes }) => ({
    x: Number(attributes['x']),
    y: Number(attributes['y']),
    foot: Number(attributes['y']) + Number(attributes['height']),
    fill: attributes['fill'],
  }));
}

describe('a chart of spend', () => {
  it('has a bar for each day on which something was spent, as high as it was', () => {
    const bars = barsOf(drawn(), 0);
    expect(bars).toHaveLength(7);
    expect(bars.every(({ foot }) => Math.abs(foot - 564) < 0.11)).toBe(true);
    const heights = bars.map(({ y }) => 564 - y);
    for (const [i, height] of heights.entries()) expect(height / (heights[0] ?? 1)).toBeCloseTo(i + 1, 1);
  });

  it('stacks the series, told apart by their patterns, with a key of their names', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'others'];
    const amounts = Array.from({ length: 8 }, () => USD);
    const svg = drawn({ series: names.map((name) => ({ name, amounts })) });
    names.forEach((_, i) => {
      const [below, bar] = [i === 0 ? 564 : barsOf(svg, i - 1)[0]?.y, barsOf(svg, i)[0]];
      expect(bar?.foot).toBeCloseTo(below ?? 0, 0);
      expect(bar?.fill).toBe(`url(#fill-${i})`);
    });
    const lines = svg.elements
      .filter(({ name }) => name === 'pattern')
      .map((one) => JSON.stringify(one.children));
    expect(new Set(lines.map((one) => one.replace(/#[\da-f]{6}/g, ''))).size).toBe(7);
    expect(svg.texts.slice(-7)).toEqual(names);
  });

  it('says days of the zone under days, and hours under hours', () => {
    expect(drawn().texts).toEqual(expect.arrayContaining(['16 Nov', '18 Nov', '22 Nov']));
    const starts = Array.from({ length: 25 }, (_, i) => UNTIL - (24 - i) * HOUR);
    const hours = drawn({ bars: 'hour', starts, series: [] });
    expect(hours.texts).toEqual(expect.arrayContaining(['08:00', '13:00']));
    const year = drawn({ starts: Array.from({ length: 366 }, (_, i) => UNTIL - (365 - i) * DAY) });
    expect(year.texts.filter((text) => / (?:Jan|Nov|Apr|Jun|Sep)$/.test(text)).length).toBeLessThanOrEqual(6);
  });

  it('draws the day’s budget as a dashed line where it belongs, with its label', () => {
    const svg = drawn({ budgetPico: 4n * USD });
    const [, line] = svg.group('budget');
    expect(Number(line?.attributes['y1'])).toBeCloseTo(barsOf(svg, 0)[3]?.y ?? 0, 0);
    expect(svg.texts).toContain('budget $4.00 a day');
    expect(drawn().elements.some(({ attributes }) => attributes['id'] === 'budget')).toBe(false);
  });

  it('does not press the bars flat for a budget that is far above them, and says so', () => {
    const svg = drawn({ budgetPico: 900n * USD });
    expect(svg.group('budget')).toHaveLength(1);
    expect(svg.texts).toContain('budget $900.00 a day, far above');
    expect(barsOf(svg, 0).at(-1)?.y).toBeLessThan(320);
  });

  it('gives what is below nothing no room', () => {
    const amounts = [-USD, USD, ...Array.from({ length: 6 }, () => 0n)];
    expect(barsOf(drawn({ series: [{ name: 'digest', amounts }] }), 0)).toHaveLength(1);
  });

  it('says so where nothing was spent', () => {
    expect(drawn({ series: [] }).texts).toContain('Nothing spent');
    expect(drawn({ series: [], starts: [] }).texts).toContain('Nothing spent');
  });

  it('shows a stranger’s words as text, clipped, and is never broken by them', () => {
    const shape = drawn().elements.map(({ name }) => name);
    const { amounts } = chartOf().series[0] ?? { amounts: [] };
    for (const text of naughtyStrings) {
      const svg = drawn({ title: text, subtitle: text, series: [{ name: text, amounts }] });
      expect(svg.elements.map(({ name }) => name)).toEqual(shape);
    }
    const long = { name: 'x'.repeat(1_000_000), amounts };
    expect(drawn({ series: [long] }).texts.at(-1)).toBe(`${'x'.repeat(51)}…`);
    expect(drawn({ series: Array.from({ length: 7 }, () => long) }).texts.at(-1)).toBe(`${'x'.repeat(15)}…`);
  });

  it('has whole names of models in its key where two differ in their dates', () => {
    const { amounts } = chartOf().series[0] ?? { amounts: [] };
    const names = ['gpt-4o-mini-2024-07-18', 'gpt-4o-mini-2024-09-30', 'gpt-4o-2024-08-06', 'o3-2025-04-16'];
    expect(drawn({ series: names.map((name) => ({ name, amounts })) }).texts.slice(-4)).toEqual(names);
  });
});

describe('the axis of dollars', () => {
  it.each([
    [7n * USD, null, ['0', '$2', '$4', '$6', '$8']],
    [USD, null, ['0', '$0.50', '$1.00', '$1.50']],
    [USD, 2n * USD, ['0', '$0.50', '$1.00', '$1.50', '$2.00', '$2.50']],
    [USD, 4n * USD, ['0', '$0.50', '$1.00', '$1.50']],
    [2_000_000_000n, null, ['0', '$0.0005', '$0.0010', '$0.0015', '$0.0020', '$0.0025']],
    [1n, null, ['0', '$0.000002', '$0.000004', '$0.000006', '$0.000008', '$0.000010']],
    [0n, null, ['0', '$0.002', '$0.004', '$0.006', '$0.008', '$0.010']],
    [12_345n * USD, null, ['0', '$5000', '$10000', '$15000']],
  ])('up to %s with a budget of %s', (highest, budget, labels) => {
    const { ticks, topPico } = dollarAxis(highest, budget);
    expect(ticks.map(({ label }) => label)).toEqual(labels);
    expect(topPico).toBeGreaterThanOrEqual(highest);
  });
});

describe('what of a report is drawn', () => {
  it('is the six dearest, and the rest as others, which add up to the total', () => {
    const rows = Array.from({ length: 9 }, (_, i) => rowOf({ key: `w${i}`, costUsd: `${9 - i}.00` }));
    const { series } = chartOfSpend(reportOf(rows, {}, { costUsd: '45.00' }), 'UTC');
    expect(series.map(({ name, amounts }) => [name, amounts.at(-1)])).toEqual([
      ['w0', 9n * USD],
      ['w1', 8n * USD],
      ['w2', 7n * USD],
      ['w3', 6n * USD],
      ['w4', 5n * USD],
      ['w5', 4n * USD],
      ['others', 6n * USD],
    ]);
  });

  it('leaves out what cost nothing, and names what has no name', () => {
    const rows = [rowOf({ key: '' }), rowOf({ key: 'free', costUsd: '0.00' })];
    const { series } = chartOfSpend(reportOf(rows, { workflow: 'digest' }), 'UTC');
    expect(series.map(({ name }) => name)).toEqual(['unknown model']);
  });

  it('says the total, and what is not in it', () => {
    const report = reportOf([rowOf({ unpricedCalls: 3 })], { workflow: 'digest' });
    expect(chartOfSpend(report, 'Europe/Berlin')).toMatchObject({
      title: 'Spend of digest',
      subtitle: 'at least $8.20 in 7 d, 96 calls, 3 of unknown cost',
      zone: 'Europe/Berlin',
      bars: 'day',
    });
    expect(chartOfSpend(reportOf([rowOf({ calls: 1 })]), 'UTC').subtitle).toBe('$8.20 in 7 d, 1 call');
  });

  const overall = budgetOf({ scope: 'overall', workflow: null });
  it.each<[string, string | null, readonly BudgetView[], bigint | null]>([
    ['the overall one of all', null, [budgetOf(), overall], 2n * USD],
    ['a workflow’s own of it', 'digest', [overall, budgetOf({ limitUsd: '1.00' })], USD],
    ['no other workflow’s', 'bulk', [budgetOf(), overall], null],
    ['no month’s', 'digest', [budgetOf({ period: 'month' })], null],
    ['none in tokens', 'digest', [budgetOf({ unit: 'tokens', limitUsd: null, limitTokens: 5 })], null],
  ])('has as its budget %s', (_what, workflow, budgets, expected) => {
    const report = reportOf([rowOf()], { workflow, budgets });
    expect(chartOfSpend(report, 'UTC').budgetPico).toBe(expected);
    const hours = { ...report, starts: report.starts.map((_, i) => UNTIL + i * HOUR) };
    expect(chartOfSpend(hours, 'UTC').budgetPico).toBeNull();
  });
});
