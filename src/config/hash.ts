import { createHash } from 'node:crypto';

/** 12 hex digits of the SHA-256 of a configuration's content; the order of keys does not count. */
export function configHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]: [string, unknown]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
