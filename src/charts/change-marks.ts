import { INK, SIZE } from './look.ts';
import { LONGEST_LABEL, type PlacedChange } from './place-changes.ts';
import { round, svgText } from './svg-text.ts';

const ROW_HEIGHT = 44;
const BESIDE_LINE = 10;
/** Between the labels and marks on the upper edge. */
const BELOW_LABELS = 16;

/** Pixels that the labels take. */
export function heightOfLabels(changes: readonly PlacedChange[]): number {
  const rows = changes.reduce((most, { label }) => Math.max(most, (label?.row ?? -1) + 1), 0);
  return rows === 0 ? 0 : rows * ROW_HEIGHT + BELOW_LABELS;
}

/** Dashed lines down to `bottom`, each from its label; the labels stand above `top`. */
export function changeMarks(changes: readonly PlacedChange[], top: number, bottom: number): string {
  const first = top - heightOfLabels(changes);
  const lines = changes.map(({ x, label }) => {
    const from = label === null ? top : first + label.row * ROW_HEIGHT;
    return `<line x1="${round(x)}" x2="${round(x)}" y1="${from}" y2="${bottom}"/>`;
  });
  const labels = changes.flatMap(({ x, label }) => {
    if (label === null) return [];
    const { row, text, side } = label;
    const place =
      side === 'right'
        ? ({ x: x + BESIDE_LINE, anchor: 'start' } as const)
        : ({ x: x - BESIDE_LINE, anchor: 'end' } as const);
    const y = first + row * ROW_HEIGHT + SIZE.label - 6;
    return svgText(text, LONGEST_LABEL, { ...place, y, size: SIZE.label, color: INK.change });
  });
  return [
    `<g id="changes" stroke="${INK.change}" stroke-width="4" stroke-dasharray="12 8">${lines.join('')}</g>`,
    // The line of an upper label may go through a lower one: an edge around the letters keeps them apart.
    `<g stroke="${INK.card}" stroke-width="8" paint-order="stroke">${labels.join('')}</g>`,
  ].join('\n');
}
