import { createHash } from 'node:crypto';
import type { HttpEntry } from './schema.ts';

const HASH_LENGTH = 12;

/**
 * What an entry asks and expects, as one stable text. Values that may be secret (of headers and of the address's query, and
 * the body) stand there as hashes: that they changed can be seen, what they are can't.
 */
export function settingsText(entry: HttpEntry): string {
  const { method, headers, body, status, ca, follow, timeout } = entry;
  const url = new URL(entry.url);
  const query = [...url.searchParams].map(([name, value]) => [name, hashOf(value)]);
  if (query.length > 0) url.search = new URLSearchParams(query).toString();
  const names = Object.keys(headers).toSorted();
  return JSON.stringify({
    url: url.href,
    method,
    headers: Object.fromEntries(names.map((name) => [name, hashOf(headers[name] ?? '')])),
    body: body === undefined ? null : hashOf(body),
    status,
    ca: ca ?? null,
    follow,
    timeout,
  });
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, HASH_LENGTH);
}
