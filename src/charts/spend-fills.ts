import { INK } from './look.ts';
import { round } from './svg-text.ts';

/** Light enough for a dark card, and apart for who can't tell green from red. */
const COLORS = ['#58a6ff', '#ff9e4a', '#7ee787', '#f2cc60', '#d2a8ff', '#ff8fa3', '#aeb8c2'] as const;

/** What is drawn over a colour in a tile of 16 pixels; the first has none. */
const STROKES = [
  '',
  'M-4 4l8-8M0 16L16 0M12 20l8-8',
  'M0 8H16',
  'M-4 12l8 8M0 0L16 16M12-4l8 8',
  'M8 0V16',
  'M4 4h4v4H4zM12 12h4v4h-4z',
  'M0 8H16M8 0V16',
] as const;

/** Patterns `fill-0` to `fill-6`: told apart by their lines, by colour as well. */
export function spendFills(count: number): string {
  const patterns = STROKES.slice(0, count).map((path, i) => {
    const lines = path === '' ? '' : `<path d="${path}" stroke="${INK.card}" stroke-width="3"/>`;
    return `<pattern id="fill-${i}" width="16" height="16" patternUnits="userSpaceOnUse"><rect width="16" height="16" fill="${COLORS[i]}"/>${lines}</pattern>`;
  });
  return `<defs>${patterns.join('')}</defs>`;
}

export function filled(
  fill: number,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): string {
  return `<rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" fill="url(#fill-${fill})"/>`;
}
