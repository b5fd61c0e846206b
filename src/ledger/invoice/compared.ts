import type { SpendCell } from '../../core/ledger.ts';
import type { BillLine } from './bill.ts';
import { modelKey } from './model-key.ts';
import { utcDay } from './read-day.ts';

/** What the bill and the ledger say of one model on one day (of all models, or the whole span, where the bill does not tell). */
export interface Compared {
  /** By `modelKey`; `null`: all of them. */
  readonly key: string | null;
  readonly day: string | null;
  readonly lines: readonly BillLine[];
  readonly cells: readonly SpendCell[];
  /** Without credits. */
  readonly billed: bigint;
  readonly booked: bigint;
  readonly floor: bigint;
  readonly calls: number;
  /** Calls whose tokens are known and whose price is not. */
  readonly unpriced: number;
  readonly missing: number;
  readonly estimated: number;
}

export interface Comparison {
  readonly compared: readonly Compared[];
  /** Lines of no model in a bill by models: searches, storage. */
  readonly extras: readonly BillLine[];
}

/** Puts together what belongs together. `cells`: by workflow and model, and by UTC day where the bill has days. */
export function compare(lines: readonly BillLine[], cells: readonly SpendCell[]): Comparison {
  const byModel = lines.some(({ model }) => model !== null);
  const byDay = lines.some(({ day }) => day !== null);
  const places = new Map<
    string,
    { key: string | null; day: string | null; lines: BillLine[]; cells: SpendCell[] }
  >();
  const placeOf = (model: string | null, at: string | null) => {
    const key = byModel ? modelKey(model ?? '') : null;
    const day = byDay ? at : null;
    const id = JSON.stringify([key, day]);
    const place = places.get(id) ?? { key, day, lines: [], cells: [] };
    places.set(id, place);
    return place;
  };
  const extras = lines.filter(({ model }) => byModel && model === null);
  for (const line of lines)
    if (!byModel || line.model !== null) placeOf(line.model, line.day).lines.push(line);
  for (const cell of cells) placeOf(cell.model, cell.at === null ? null : utcDay(cell.at)).cells.push(cell);
  return { compared: [...places.values()].map(summed), extras };
}

function summed(place: Pick<Compared, 'key' | 'day' | 'lines' | 'cells'>): Compared {
  const { cells, lines } = place;
  const missing = count(cells, ({ missing }) => missing);
  return {
    ...place,
    billed: sum(lines, ({ pico }) => pico),
    booked: sum(cells, bookedOf),
    floor: sum(cells, ({ floorPico }) => floorPico),
    calls: count(cells, ({ calls }) => calls),
    // A call that nobody counted has no known price either.
    unpriced: count(cells, (cell) => Math.max(0, cell.unpriced - cell.missing)),
    missing,
    estimated: count(cells, ({ estimated }) => estimated),
  };
}

/** As it was booked, and what was booked afterwards. */
export function bookedOf({ costPico, adjustedPico }: SpendCell): bigint {
  return costPico + adjustedPico;
}

export function sum<T>(items: readonly T[], of: (item: T) => bigint): bigint {
  return items.reduce((all, item) => all + of(item), 0n);
}

export function count<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
