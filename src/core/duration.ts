const UNIT_NAMES = ['ms', 's', 'm', 'min', 'h', 'd', 'w'] as const;
const UNITS = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
} as const;
const DURATION = /^(\d{1,9})([a-z]+)$/;

export const SECOND_MS = UNITS.s;
export const MINUTE_MS = UNITS.m;
export const HOUR_MS = UNITS.h;
export const DAY_MS = UNITS.d;

/** Milliseconds of `30s`, `5m`, `24h`, `7d`, `2w`; `null` where the text is no duration. */
export function parseDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? [];
  const known = UNIT_NAMES.find((name) => name === unit);
  return known === undefined ? null : Number(count) * UNITS[known];
}

/** A duration as it is typed, which `parseDuration` reads: `30d`, `90m`; what is less than a minute is left out. */
export function typeDuration(ms: number): string {
  if (ms % UNITS.d === 0) return `${ms / UNITS.d}d`;
  return ms % UNITS.h === 0 ? `${ms / UNITS.h}h` : `${Math.floor(ms / UNITS.m)}m`;
}

/** A duration as a person says it, two units at most: `2 h 5 min`, `40 s`, `3 d`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** How long ago something was; both epoch milliseconds. */
export function sayAgo(at: number, now: number): string {
  return now - at < 1_000 ? 'just now' : `${sayDuration(now - at)} ago`;
}
