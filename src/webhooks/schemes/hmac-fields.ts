import { z } from 'zod';
import { type Json, pointer } from '../../core/json.ts';
import { textOfHeader } from '../headers.ts';
import type { RawRequest } from '../scheme.ts';
import type { Place } from './hmac-spec.ts';

/** A header's name (RFC 9110, section 5.1). */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, { error: 'not a header name' });

/** An RFC 6901 JSON pointer into the body. */
export const fieldPath = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, { error: 'not a JSON pointer such as /data/id' });

/** `{ header }` or `{ field }`. */
export const placeSchema = z.union(
  [z.strictObject({ header: headerName }), z.strictObject({ field: fieldPath })],
  {
    error: 'must be { header: NAME } or { field: /json/pointer }',
  },
);

/** The text at a place; `null` where there is none. A number in the body is its digits. */
export function textAtPlace(place: Place | undefined, request: RawRequest, data: Json): string | null {
  if (place === undefined) return null;
  return 'header' in place ? textOfHeader(request, place.header) : textInBody(place, data);
}

/** The text under a `field`; `null` for a header's place and where nothing stands there. */
export function textInBody(place: Place | undefined, data: Json): string | null {
  if (place === undefined || 'header' in place) return null;
  const value = pointer(data, place.field);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
