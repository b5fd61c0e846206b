import { sayDollars } from '../core/amount.ts';
import type { SpendChart } from '../core/spend-chart.ts';
import { card, HEAD_END } from './card.ts';
import { type DollarAxis, dollarAxis } from './dollar-axis.ts';
import { across, grid } from './grid.ts';
import { INK, MARGIN, SIZE, WIDTH } from './look.ts';
import { type BarFrame, heightsOf, middleOf, spendBars } from './spend-bars.ts';
import { filled, spendFills } from './spend-fills.ts';
import { svgText } from './svg-text.ts';
import { timeLabels } from './time-labels.ts';

const LEFT = 216;
const RIGHT = 1110;
const BOTTOM = 564;
const TIMES_Y = 612;
const KEY_Y = 670;
const KEY_ROW = 48;
const KEY_ROWS = 3;
/** From a fill to its name, and what a letter takes, in pixels. */
const KEY_NAME = 44;
const KEY_LETTER = 20.4;
const MOST_TIMES = 6;
const BUDGET_UNITS = 40;
const BUDGET_Y = HEAD_END + 14;
const SAMPLE = 56;

/**
 * A chart of spend as SVG, 1200 by 800, to be read on a phone: a stacked bar for each day or hour, the day's budget as
 * a dashed line. Any text may stand in it. Throws `RangeError` where the zone is unknown.
 */
export function spendChart(chart: SpendChart): string {
  const { series, starts, budgetPico } = chart;
  const heights = heightsOf(series, starts.length);
  const highest = heights.reduce((most, pico) => (pico > most ? pico : most), 0n);
  const axis = dollarAxis(highest, budgetPico);
  const top = budgetPico === null ? HEAD_END : BUDGET_Y + 28;
  const frame: BarFrame = {
    left: LEFT,
    right: RIGHT,
    bottom: BOTTOM,
    y: (pico) => BOTTOM - (Number(pico) / Number(axis.topPico)) * (BOTTOM - top),
  };
  return card(chart, [
    spendFills(series.length),
    grid(
      LEFT,
      RIGHT,
      axis.ticks.map(({ pico, label }) => ({ y: frame.y(pico), label })),
    ),
    spendBars(series, starts.length, frame),
    times(frame, chart),
    budgetPico === null ? '' : budgetLine(budgetPico, axis, frame),
    key(chart),
  ]);
}

/** A label under so many bars, evenly, the newest among them. */
function times(frame: BarFrame, { starts, zone, bars }: SpendChart): string {
  const { left, right, bottom } = frame;
  const label = timeLabels(zone)[bars];
  const each = Math.ceil(starts.length / MOST_TIMES);
  const labels = starts.flatMap((at, i) => {
    if ((starts.length - 1 - i) % each !== 0) return [];
    const x = middleOf(i, starts.length, frame);
    return [svgText(label(at), 12, { x, y: TIMES_Y, size: SIZE.text, color: INK.muted, anchor: 'middle' })];
  });
  const line = across(left, right, bottom);
  return [`<g id="times" stroke="${INK.axis}" stroke-width="3">${line}</g>`, ...labels].join('\n');
}

/** The line, and above all bars what it means; a budget beyond the axis has no line. */
function budgetLine(pico: bigint, { topPico }: DollarAxis, { left, right, y }: BarFrame): string {
  const style = { x: left + SAMPLE + 14, y: BUDGET_Y, size: SIZE.label, color: INK.limit };
  const line = pico > topPico ? '' : across(left, right, y(pico));
  const lines = across(left, left + SAMPLE, BUDGET_Y - 11) + line;
  const said = `budget ${sayDollars(pico)} a day${pico > topPico ? ', far above' : ''}`;
  return [
    // Set off from the bars, one of which has its colour.
    `<g id="budget-edge" stroke="${INK.card}" stroke-width="12">${line}</g>`,
    `<g id="budget" stroke="${INK.limit}" stroke-width="4" stroke-dasharray="14 7">${lines}</g>`,
    svgText(said, BUDGET_UNITS, style),
  ].join('\n');
}

/** The names of the series by their fills, in the order in which they are stacked. */
function key({ series }: SpendChart): string {
  if (series.length === 0) {
    const y = (HEAD_END + BOTTOM) / 2;
    const style = { x: (LEFT + RIGHT) / 2, y, size: SIZE.title, color: INK.muted, anchor: 'middle' } as const;
    return svgText('Nothing spent', 20, style);
  }
  // As few beside each other as the rows allow: names of models differ at their ends.
  const beside = Math.ceil(series.length / KEY_ROWS);
  const width = (WIDTH - 2 * MARGIN) / beside;
  const units = Math.floor((width - KEY_NAME) / KEY_LETTER);
  return series
    .map(({ name }, i) => {
      const x = MARGIN + (i % beside) * width;
      const y = KEY_Y + Math.floor(i / beside) * KEY_ROW;
      const text = svgText(name, units, { x: x + KEY_NAME, y, size: SIZE.label });
      return `<g id="key-${i}">${filled(i, { x, y: y - 26, width: 32, height: 32 })}${text}</g>`;
    })
    .join('\n');
}
