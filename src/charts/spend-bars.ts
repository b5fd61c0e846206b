import type { SpendSeries } from '../core/spend-chart.ts';
import { filled } from './spend-fills.ts';

/** Where bars are drawn, in pixels; `y` gives the height at which an amount of pico-USD stands. */
export interface BarFrame {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly y: (pico: bigint) => number;
}

/** Of the room of a bar, what stays free. */
const GAP = 0.2;

/** The middle of a bar. */
export function middleOf(i: number, count: number, { left, right }: BarFrame): number {
  return left + ((i + 0.5) / count) * (right - left);
}

/** A group for each series, stacked from the bottom in their order. What is below nothing takes no room. */
export function spendBars(series: readonly SpendSeries[], count: number, frame: BarFrame): string {
  const room = (frame.right - frame.left) / count;
  const width = room * (1 - GAP);
  const reached = Array.from({ length: count }, () => 0n);
  return series
    .map(({ amounts }, fill) => {
      const boxes = reached.map((from, i) => {
        const amount = amounts[i] ?? 0n;
        if (amount <= 0n) return '';
        const to = from + amount;
        reached[i] = to;
        const [top, foot] = [frame.y(to), frame.y(from)];
        return filled(fill, { x: middleOf(i, count, frame) - width / 2, y: top, width, height: foot - top });
      });
      return `<g id="series-${fill}">${boxes.join('')}</g>`;
    })
    .join('\n');
}

/** What each bar comes to. */
export function heightsOf(series: readonly SpendSeries[], count: number): readonly bigint[] {
  return Array.from({ length: count }, (_, i) =>
    series.reduce((sum, { amounts }) => {
      const amount = amounts[i] ?? 0n;
      return amount > 0n ? sum + amount : sum;
    }, 0n),
  );
}
