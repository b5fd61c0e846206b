import type { ChartedRun, LatencyChart } from '../core/latency-chart.ts';
import type { Verdict } from '../core/probe.ts';
import { latenciesOf } from '../core/say-latency.ts';
import { bandArea, bandLabels } from './band.ts';
import { card, HEAD_END } from './card.ts';
import { changeMarks, heightOfLabels } from './change-marks.ts';
import { type Frame, latencyScale, timeScale } from './frame.ts';
import { across, grid } from './grid.ts';
import { latencyAxis } from './latency-axis.ts';
import { INK, MARGIN, SIZE, WIDTH } from './look.ts';
import { placeChanges } from './place-changes.ts';
import { mark, runMarks } from './run-marks.ts';
import { round, svgText } from './svg-text.ts';
import { thinOut } from './thin-out.ts';
import { timeAxis } from './time-axis.ts';

const LEFT = 176;
const RIGHT = 1040;
const BOTTOM = 640;
const TIMES_Y = 692;
const KEY_Y = 756;

/**
 * A chart of latencies as SVG, 1200 by 800, to be read on a phone: a mark for each run, what is normal behind them, what
 * changed as dashed lines through them. Any text may stand in it. Throws `RangeError` where the zone is unknown.
 */
export function latencyChart(chart: LatencyChart): string {
  const { from, until, band } = chart;
  const within = ({ at }: { readonly at: number }): boolean => at >= from && at <= until;
  const runs = chart.runs.filter(within);
  const latencies = latenciesOf(runs);
  const axis = latencyAxis(latencies, band?.limitMs ?? null);
  const x = timeScale(LEFT, RIGHT, chart);
  const changes = placeChanges(chart.changes.filter(within), x, WIDTH - MARGIN);
  const top = HEAD_END + heightOfLabels(changes);
  const frame = { left: LEFT, right: RIGHT, top, bottom: BOTTOM, x, y: latencyScale(BOTTOM, top, axis) };
  const lines = axis.ticks.map(({ ms, label }) => ({ y: frame.y(ms), label }));
  const highest = latencies.reduce((most, ms) => Math.max(most, ms), 0);
  return card(chart, [
    latencies.length === 0 && band === null ? '' : grid(LEFT, RIGHT, lines),
    times(frame, chart),
    band === null ? '' : bandArea(band, frame),
    changeMarks(changes, top, BOTTOM),
    runMarks(thinOut(runs, from, until), frame),
    bandLabels(band, highest > axis.topMs ? highest : null, frame),
    runs.length === 0 ? noRuns(frame) : key(runs),
  ]);
}

function times({ left, right, bottom, x }: Frame, { from, until, zone }: LatencyChart): string {
  const ticks = timeAxis(from, until, zone);
  const strokes = ticks.map(
    ({ at }) => `<line x1="${round(x(at))}" x2="${round(x(at))}" y1="${bottom}" y2="${bottom + 12}"/>`,
  );
  const labels = ticks.map(({ at, label }) =>
    svgText(label, 12, { x: x(at), y: TIMES_Y, size: SIZE.text, color: INK.muted, anchor: 'middle' }),
  );
  strokes.push(across(left, right, bottom));
  return [`<g id="times" stroke="${INK.axis}" stroke-width="3">${strokes.join('')}</g>`, ...labels].join(
    '\n',
  );
}

/** What the marks mean, with the number of runs. */
function key(runs: readonly ChartedRun[]): string {
  const names: readonly (readonly [Verdict, string])[] = [
    ['pass', 'passed'],
    ['fail', 'failed'],
    ['unmeasured', 'not measured'],
  ];
  return names
    .map(([verdict, name], i) => {
      const x = MARGIN + 16 + i * 330;
      const count = runs.filter((run) => run.verdict === verdict).length;
      const text = svgText(`${count} ${name}`, 30, { x: x + 28, y: KEY_Y, size: SIZE.text });
      return `<g id="key-${verdict}">${mark(verdict, x, KEY_Y - 12, 11)}${text}</g>`;
    })
    .join('\n');
}

function noRuns({ left, right, top, bottom }: Frame): string {
  return svgText('No runs yet', 20, {
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    size: SIZE.title,
    color: INK.muted,
    anchor: 'middle',
  });
}
