import type { LatencyChart } from '../core/latency-chart.ts';
import { SIZE } from './look.ts';

/** Lines of labels above the runs; where all are full, a change has its line alone. */
const MOST_ROWS = 3;
const MOST_LINES = 30;
/** Pixels. Changes so close to each other get one line. */
const SAME_PLACE = 14;
/** UTF-16 units. */
export const LONGEST_LABEL = 24;
/** Pixels: letters of the font are on average less than 0.62 of its size wide. */
const LETTER = SIZE.label * 0.62;
const GAP = 24;

export interface PlacedChange {
  readonly x: number;
  /** `null`: there was no room for one. Rows count from 0, the uppermost. */
  readonly label: { readonly row: number; readonly text: string; readonly side: 'left' | 'right' } | null;
}

/**
 * Where changes are drawn, the earliest first: each label beside its line like a flag, so that none covers another.
 * `x` gives a time's place; `right` is where labels must end; all in pixels. The newest 30 places at most.
 */
export function placeChanges(
  changes: LatencyChart['changes'],
  x: (at: number) => number,
  right: number,
): readonly PlacedChange[] {
  const rowEnds: number[] = [];
  return gather(changes, x).map((place) => {
    const text = textOf([...place.kinds]);
    const width = text.length * LETTER;
    const side = place.x + width + GAP > right ? 'left' : 'right';
    const start = side === 'right' ? place.x : place.x - width - GAP;
    const free = rowEnds.findIndex((end) => end <= start);
    const row = free === -1 ? rowEnds.length : free;
    if (row >= MOST_ROWS) return { x: place.x, label: null };
    rowEnds[row] = start + width + GAP;
    return { x: place.x, label: { row, text, side } };
  });
}

interface Place {
  readonly x: number;
  readonly kinds: Set<string>;
}

function gather(changes: LatencyChart['changes'], x: (at: number) => number): readonly Place[] {
  const places: Place[] = [];
  for (const { at, kind } of changes.toSorted((a, b) => a.at - b.at)) {
    const last = places.at(-1);
    if (last !== undefined && x(at) - last.x <= SAME_PLACE) last.kinds.add(kind);
    else places.push({ x: x(at), kinds: new Set([kind]) });
  }
  return places.slice(-MOST_LINES);
}

function textOf(kinds: readonly string[]): string {
  const all = kinds.join(', ');
  return all.length <= LONGEST_LABEL ? all : `${kinds[0]} and ${kinds.length - 1} more`;
}
