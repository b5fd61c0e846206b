import type { RawRequest, VerifyReason } from './scheme.ts';

/** A header that must be sent once: what it holds, or that it was not sent, or that it was sent more than once. */
export type FoundHeader =
  | { readonly found: 'one'; readonly value: string }
  | { readonly found: 'absent' }
  | { readonly found: 'duplicated' };

/** Looks a header up by its name, whatever the case. Values are taken as they are, neither trimmed nor joined. */
export function findHeader(request: RawRequest, name: string): FoundHeader {
  const wanted = name.toLowerCase();
  let value: string | null = null;
  for (const [key, given] of request.headers) {
    if (key.length !== wanted.length || key.toLowerCase() !== wanted) continue;
    if (value !== null) return { found: 'duplicated' };
    value = given;
  }
  return value === null ? { found: 'absent' } : { found: 'one', value };
}

/** The header's value, or the reason to refuse: an empty header counts as missing. */
export function requireHeader(
  request: RawRequest,
  name: string,
  missing: VerifyReason,
  duplicated: VerifyReason,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: VerifyReason } {
  const header = findHeader(request, name);
  if (header.found === 'duplicated') return { ok: false, reason: duplicated };
  if (header.found === 'absent' || header.value === '') return { ok: false, reason: missing };
  return { ok: true, value: header.value };
}

/** The value of a header that only describes; `null` where it is absent, empty or ambiguous. */
export function textOfHeader(request: RawRequest, name: string): string | null {
  const header = findHeader(request, name);
  return header.found === 'one' && header.value !== '' ? header.value : null;
}
