import { INK, SIZE } from './look.ts';
import { round, svgText } from './svg-text.ts';

export interface GridLine {
  /** Pixels. */
  readonly y: number;
  readonly label: string;
}

/** Lines across, from `left` to `right` (pixels), with their labels before them. */
export function grid(left: number, right: number, lines: readonly GridLine[]): string {
  const labels = lines.map(({ y, label }) =>
    svgText(label, 12, {
      x: left - 14,
      y: y + SIZE.text / 3,
      size: SIZE.text,
      color: INK.muted,
      anchor: 'end',
    }),
  );
  const strokes = lines.map(({ y }) => across(left, right, y)).join('');
  return [`<g id="grid" stroke="${INK.grid}" stroke-width="3">${strokes}</g>`, ...labels].join('\n');
}

/** A line across, without a colour of its own. */
export function across(from: number, to: number, y: number): string {
  return `<line x1="${from}" x2="${to}" y1="${round(y)}" y2="${round(y)}"/>`;
}
