import type { LatencyBand } from '../core/latency-chart.ts';
import { MINUTE_MS, SECOND_MS } from '../core/duration.ts';
import { sayLatency } from '../core/say-latency.ts';
import type { Frame } from './frame.ts';
import { INK, SIZE } from './look.ts';
import { round, svgText } from './svg-text.ts';

/** What is normal, as an area up to the limit with the usual latency as a line in it. */
export function bandArea({ median, limitMs }: LatencyBand, { left, right, bottom, y }: Frame): string {
  const [usual, limit] = [round(y(median)), round(y(limitMs))];
  const across = `x1="${left}" x2="${right}"`;
  return [
    `<rect id="band" x="${left}" y="${limit}" width="${right - left}" height="${round(bottom - limit)}" fill="${INK.usual}" fill-opacity="0.13"/>`,
    `<line id="limit" ${across} y1="${limit}" y2="${limit}" stroke="${INK.limit}" stroke-width="4"/>`,
    `<line id="median" ${across} y1="${usual}" y2="${usual}" stroke="${INK.usual}" stroke-width="4"/>`,
  ].join('\n');
}

const LABEL_HEIGHT = 2 * SIZE.label + 8;

/** The names and figures of the lines, right of the runs, one above the other where the lines are close. */
export function bandLabels(
  band: LatencyBand | null,
  highestMs: number | null,
  { right, top, bottom, y }: Frame,
): string {
  const labels = [
    ...(highestMs === null ? [] : [{ name: 'up to', ms: highestMs, color: INK.muted, center: top }]),
    ...(band === null
      ? []
      : [
          { name: 'limit', ms: band.limitMs, color: INK.limit, center: y(band.limitMs) },
          { name: 'usual', ms: band.median, color: INK.usual, center: y(band.median) },
        ]),
  ];
  let least = top - LABEL_HEIGHT;
  return labels
    .map(({ name, ms, color, center }, i) => {
      // What comes below needs its place, too.
      const most = bottom - (labels.length - 1 - i) * LABEL_HEIGHT;
      const middle = Math.min(most, Math.max(center, least));
      least = middle + LABEL_HEIGHT;
      const style = { x: right + 18, size: SIZE.label, color };
      return [
        svgText(name, 12, { ...style, y: middle - 5, bold: true }),
        svgText(figureOf(ms), 12, { ...style, y: middle + SIZE.label }),
      ].join('');
    })
    .join('\n');
}

/** In seconds like the axis, also where a person would say minutes: there is no room for two units. */
function figureOf(ms: number): string {
  return ms < MINUTE_MS ? sayLatency(ms) : `${Math.round(ms / SECOND_MS)} s`;
}
