import { isObject, type Json } from './json.ts';

const MOST_KEYS = 3;

/**
 * What differs between two settings, each a JSON object as text: `maxTokens 256 → 64, system changed`. What is long is not
 * spelled out. `null`: they are none, or nothing differs.
 */
export function sayDifference(before: string | null, after: string | null): string | null {
  const [old, now] = [objectOf(before), objectOf(after)];
  if (old === null || now === null) return null;
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => JSON.stringify(old[key] ?? null) !== JSON.stringify(now[key] ?? null),
  );
  if (keys.length === 0) return null;
  const said = keys.slice(0, MOST_KEYS).map((key) => sayKey(key, old[key] ?? null, now[key] ?? null));
  return [...said, ...(keys.length > MOST_KEYS ? [`${keys.length - MOST_KEYS} more`] : [])].join(', ');
}

function sayKey(key: string, before: Json, after: Json): string {
  return isShort(before) && isShort(after)
    ? `${key} ${sayValue(before)} → ${sayValue(after)}`
    : `${key} changed`;
}

function isShort(value: Json): boolean {
  return typeof value !== 'object' ? String(value).length <= 30 : value === null;
}

function sayValue(value: Json): string {
  return value === null ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function objectOf(text: string | null): Readonly<Record<string, Json>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
