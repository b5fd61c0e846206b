import { pointer } from '../../core/json.ts';
import { requireHeader } from '../headers.ts';
import { jsonOf } from '../json-of.ts';
import type { RawRequest, VerifyReason } from '../scheme.ts';
import { parseTime } from '../timestamp.ts';
import type { HmacSpec } from './hmac-spec.ts';

/** A signed time: its text as it stands in the payload and what it means, in epoch milliseconds. */
export type ReadTime =
  | { readonly ok: true; readonly text: string; readonly atMs: number }
  | { readonly ok: false; readonly reason: VerifyReason };

/** Reads the time that the sender gives, wherever it stands; call it for a `field` only after the body is verified. */
export function readTime(
  from: NonNullable<HmacSpec['timestamp']>,
  request: RawRequest,
  parts: readonly string[],
): ReadTime {
  if ('header' in from) {
    const header = requireHeader(request, from.header, 'timestamp_missing', 'timestamp_duplicate');
    return header.ok ? timeOf(header.value, from.unit) : header;
  }
  if ('part' in from) {
    const [text] = parts;
    if (text === undefined) return { ok: false, reason: 'timestamp_missing' };
    return parts.length > 1 ? { ok: false, reason: 'timestamp_duplicate' } : timeOf(text, from.unit);
  }
  const value = pointer(jsonOf(request.body), from.field);
  if (value === null) return { ok: false, reason: 'timestamp_missing' };
  // A number where digits are meant, text where a date is: a sender that swaps them is not the one we know.
  if (from.unit === 'rfc3339' && typeof value === 'string') return timeOf(value, from.unit);
  if (from.unit !== 'rfc3339' && typeof value === 'number') return timeOf(String(value), from.unit);
  return { ok: false, reason: 'timestamp_malformed' };
}

function timeOf(text: string, unit: NonNullable<HmacSpec['timestamp']>['unit']): ReadTime {
  const atMs = parseTime(text, unit);
  return atMs === null ? { ok: false, reason: 'timestamp_malformed' } : { ok: true, text, atMs };
}
