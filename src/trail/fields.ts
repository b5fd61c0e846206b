import { clip } from '../core/clip.ts';
import type { LogValue } from '../core/ports.ts';

/** Longest string that a line holds, in UTF-16 units; a longer one ends in an ellipsis. */
const MAX_TEXT = 2_000;
const MAX_ITEMS = 20;
/** What is looked at for secrets: well beyond the cut, so that no secret is cut before it is seen. */
const MAX_LOOKED_AT = 32_000;

// The log's own; a caller's field of the same name is kept under another.
const OWN = new Set(['time', 'step', 'level']);
// What a reader of refused requests (fail2ban, for one) finds at the same place in every line.
const FIRST = ['ip', 'outcome', 'reason'] as const;
const RANKS: ReadonlyMap<string, number> = new Map(FIRST.map((name, index) => [name, index]));

export type Fields = Readonly<Record<string, LogValue>>;

/** The fields as they are logged: redacted, clipped, `ip`, `outcome` and `reason` first, the rest in its order. */
export function tidyFields(fields: Fields, redact: (text: string) => string): Fields {
  const text = (value: string): string => clip(redact(value.slice(0, MAX_LOOKED_AT)), MAX_TEXT);
  const tidy = new Map<string, LogValue>();
  for (const key of FIRST) if (Object.hasOwn(fields, key)) tidy.set(key, null);
  for (const [key, value] of Object.entries(fields)) {
    const name = OWN.has(key) ? `field.${key}` : key;
    if (typeof value === 'string') tidy.set(name, text(value));
    else if (typeof value === 'object' && value !== null) tidy.set(name, listOf(value.map(text)));
    else tidy.set(name, value);
  }
  return Object.fromEntries(tidy);
}

/** Whether `tidyFields` would leave names, order and lists alone; what the texts hold is not looked at. */
export function areTidy(fields: Fields): boolean {
  let place = 0;
  for (const key in fields) {
    if (OWN.has(key)) return false;
    const rank = RANKS.get(key) ?? FIRST.length;
    if (rank < place) return false;
    place = rank;
    const value = fields[key];
    if (typeof value === 'object' && value !== null && value.length > MAX_ITEMS) return false;
  }
  return true;
}

function listOf(items: readonly string[]): readonly string[] {
  if (items.length <= MAX_ITEMS) return items;
  return [...items.slice(0, MAX_ITEMS), `… ${items.length - MAX_ITEMS} more`];
}
