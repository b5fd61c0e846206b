export const TIME_UNITS = ['s', 'ms', 'rfc3339'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** How far a signed time may be from ours, to both sides, unless a source says otherwise. */
export const TOLERANCE_MS = 300_000;

const DIGITS = /^\d{1,15}$/;
const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of a signed time: 1 to 15 digits and nothing else, or RFC 3339; `null` where it is neither. */
export function parseTime(text: string, unit: TimeUnit): number | null {
  if (unit === 'rfc3339') return parseRfc3339(text);
  if (!DIGITS.test(text)) return null;
  return unit === 's' ? Number(text) * 1000 : Number(text);
}

/** A time as a sender writes it. */
export function writeTime(ms: number, unit: TimeUnit): string {
  if (unit === 'rfc3339') return new Date(ms).toISOString();
  return String(Math.trunc(unit === 's' ? ms / 1000 : ms));
}

/** Both bounds belong to the window. A `now` that is no number is outside of every window. */
export function isWithin(atMs: number, nowMs: number, toleranceMs: number): boolean {
  return Math.abs(nowMs - atMs) <= toleranceMs;
}

function parseRfc3339(text: string): number | null {
  const [, whole, fraction = '', zone] = RFC3339.exec(text) ?? [];
  if (whole === undefined || zone === undefined) return null;
  const ms = Date.parse(`${whole}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}
