import { sayDollars } from '../../core/amount.ts';
import { clip, oneLine } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { Compared } from './compared.ts';
import type { InvoicePart } from './invoice-result.ts';

/** What of a difference is not yet put down to anything: billed less booked, pico-USD. */
export interface Rest {
  readonly of: Compared;
  readonly pico: bigint;
}

/** One cause looked for: what it explains, and what is left. */
export interface Step {
  readonly rests: readonly Rest[];
  readonly parts: readonly InvoicePart[];
}

const MAX_NAME = 60;
const MOST_NAMED = 4;

/** `gpt-4o, o3 and 2 more`; each on one line and clipped, none twice. */
export function sayNames(names: readonly (string | null)[]): string {
  const all = [...new Set(names.flatMap((name) => (name === null ? [] : [clip(oneLine(name), MAX_NAME)])))];
  const more = all.length - MOST_NAMED;
  return all.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The models as the ledger names them, else as the bill does: ` of gpt-4o`; empty where neither does. */
export function ofModels(places: readonly Compared[]): string {
  const names = sayNames(places.map(modelOf));
  return names === '' ? '' : ` of ${names}`;
}

export function modelOf({ key, cells, lines }: Compared): string | null {
  return key === null ? null : (cells[0]?.model ?? lines[0]?.model ?? key);
}

/** ` on 3 days`; empty where the bill has no days. */
export function onDays(places: readonly Compared[]): string {
  const days = new Set(places.flatMap(({ day }) => (day === null ? [] : [day])));
  return days.size === 0 ? '' : ` on ${countOf(days.size, 'day')}`;
}

/** The part, or none of nothing. */
export function partOf(cause: InvoicePart['cause'], pico: bigint, evidence: string): readonly InvoicePart[] {
  return pico === 0n ? [] : [{ cause, pico, evidence }];
}

/** `web search tool calls $0.30`. */
export function sayWorth(name: string, pico: bigint): string {
  return `${clip(oneLine(name), MAX_NAME)} ${sayDollars(pico)}`;
}
