import { sayDollars } from '../core/amount.ts';
import type { SpendChart } from '../core/spend-chart.ts';
import { card, HEAD_END } from './card.ts';
import { type DollarAxis, dollarAxis } from './dollar-axis.ts';
import { INK, MARGIN, SIZE } from './look.ts';
import { type BarFrame, heightsOf, middleOf, spendBars } from './spend-bars.ts';
import { filled, spendFills } from './spend-fills.ts';
import { round, svgText } from './svg-text.ts';
import { timeLabels } from './time-labels.ts';

const LEFT = 216;
const RIGHT = 1110;
const BOTTOM = 564;
const TIMES_Y = 612;
const KEY_Y = 670;
const KEY_ROW = 48;
const KEYS_A_ROW = 3;
const KEY_WIDTH = 372;
/** UTF-16 units that its width holds. */
const KEY_UNITS = 16;
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
    grid(frame, axis),
    spendBars(series, starts.length, frame),
    times(frame, chart),
    budgetPico === null ? '' : budgetLine(budgetPico, axis, frame),
    key(chart),
  ]);
}

function grid({ left, right, y }: BarFrame, { ticks }: DollarAxis): string {
  const lines = ticks.map(({ pico }) => across(left, right, y(pico)));
  const labels = ticks.map(({ pico, label }) =>
    svgText(label, 12, {
      x: left - 14,
      y: y(pico) + SIZE.text / 3,
      size: SIZE.text,
      color: INK.muted,
      anchor: 'end',
    }),
  );
  return [`<g id="grid" stroke="${INK.grid}" stroke-width="3">${lines.join('')}</g>`, ...labels].join('\n');
}

function across(from: number, to: number, y: number): string {
  return `<line x1="${from}" x2="${to}" y1="${round(y)}" y2="${round(y)}"/>`;
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
  const lines = [
    across(left, left + SAMPLE, BUDGET_Y - 11),
    ...(pico > topPico ? [] : [across(left, right, y(pico))]),
  ];
  const said = `budget ${sayDollars(pico)} a day${pico > topPico ? ', far above' : ''}`;
  return [
    `<g id="budget" stroke="${INK.limit}" stroke-width="4" stroke-dasharray="14 7">${lines.join('')}</g>`,
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
  return series
    .map(({ name }, i) => {
      const x = MARGIN + (i % KEYS_A_ROW) * KEY_WIDTH;
      const y = KEY_Y + Math.floor(i / KEYS_A_ROW) * KEY_ROW;
      const text = svgText(name, KEY_UNITS, { x: x + 44, y, size: SIZE.label });
      return `<g id="key-${i}">${filled(i, { x, y: y - 26, width: 32, height: 32 })}${text}</g>`;
    })
    .join('\n');
}
