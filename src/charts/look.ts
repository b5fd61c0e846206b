/** The picture's size in pixels. A phone shows it at about a third of that. */
export const WIDTH = 1200;
export const HEIGHT = 800;
/** Of the frame around the card, and from there to what stands in it. */
export const MARGIN = 44;

/** The family's name as the font's own file gives it. */
export const FONT = 'DejaVu Sans';
export const SIZE = { title: 48, text: 34, label: 32 } as const;

/**
 * A dark card with a light edge: it looks the same in a light and in a dark chat. Passed and failed differ in blue and
 * orange, which people tell apart who can't tell green from red; and in their shapes.
 */
export const INK = {
  card: '#161b22',
  edge: '#6e7681',
  text: '#f0f6fc',
  muted: '#b1bac4',
  grid: '#343b44',
  axis: '#8b949e',
  pass: '#58a6ff',
  fail: '#ff7b4a',
  unmeasured: '#e6edf3',
  usual: '#7ee787',
  limit: '#f2cc60',
  change: '#d2a8ff',
} as const;
