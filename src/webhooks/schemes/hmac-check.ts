import type { KeyObject } from 'node:crypto';
import { firstMatch } from '../compare.ts';
import { findHeader } from '../headers.ts';
import { macOf } from '../mac.ts';
import type { Checked, RawRequest, SchemeContext, VerifyReason } from '../scheme.ts';
import { isWithin } from '../timestamp.ts';
import { readSignatures } from './hmac-parts.ts';
import { boundaryAfter, names, payloadOf } from './hmac-payload.ts';
import type { HmacSpec } from './hmac-spec.ts';
import { readTime } from './hmac-time.ts';

/** Ids are visible ASCII, so that no byte of them can be read in two ways. */
const ID = /^[!-~]{1,256}$/;

/** Verifies one request of a sender of the HMAC family: signature first, then the window. `now`: epoch milliseconds. */
export function checkHmac(
  spec: HmacSpec,
  keys: readonly KeyObject[],
  context: Pick<SchemeContext, 'url' | 'publicUrl'>,
  request: RawRequest,
  now: number,
): Checked {
  const carried = readSignatures(spec, request);
  if (!carried.ok) return carried;
  const inBody = spec.timestamp !== null && 'field' in spec.timestamp;
  const before =
    spec.timestamp === null || inBody ? null : readTime(spec.timestamp, request, carried.timestamps);
  if (before?.ok === false) return before;
  const id = readId(spec, request);
  if (!id.ok) return id;

  const signed = payloadOf(spec.payload, {
    body: request.body,
    timestamp: before?.text ?? '',
    id: id.value ?? '',
    url: addressOf(request.url, context),
    method: request.method,
    path: pathOf(request.url),
  });
  const secret = firstMatch(
    keys.map((key) => macOf(spec.algorithm, key, signed)),
    carried.signatures,
  );
  if (secret === -1) return { ok: false, reason: 'signature_mismatch' };

  const time = spec.timestamp !== null && inBody ? readTime(spec.timestamp, request, []) : before;
  if (time?.ok === false) return time;
  if (time !== null && !isWithin(time.atMs, now, spec.toleranceMs))
    return { ok: false, reason: 'timestamp_skew' };
  return {
    ok: true,
    secret,
    signedAt: time?.atMs ?? null,
    deliveryId: id.value,
    idSigned: id.value !== null && names(spec.payload, 'id'),
    signed,
  };
}

/** The address the sender signed: the source's own, else the public one and the request's path, else the request's. */
export function addressOf(
  requestUrl: string,
  { url, publicUrl }: Pick<SchemeContext, 'url' | 'publicUrl'>,
): string {
  if (url !== null) return url;
  return typeof publicUrl === 'string' ? publicUrl + pathOf(requestUrl) : requestUrl;
}

/** Path and query, also where the request line had a whole address. */
export function pathOf(requestUrl: string): string {
  return requestUrl.replace(/^https?:\/\/[^/?#]*/i, '');
}

function readId(
  spec: HmacSpec,
  request: RawRequest,
): { ok: true; value: string | null } | { ok: false; reason: VerifyReason } {
  if (spec.id === null || 'field' in spec.id) return { ok: true, value: null };
  const header = findHeader(request, spec.id.header);
  if (header.found === 'duplicated') return { ok: false, reason: 'id_malformed' };
  const value = header.found === 'one' && header.value !== '' ? header.value : null;
  if (!names(spec.payload, 'id')) return { ok: true, value };
  if (value === null) return { ok: false, reason: 'id_missing' };
  const boundary = boundaryAfter(spec.payload, 'id');
  const movable = boundary !== '' && value.includes(boundary);
  return ID.test(value) && !movable ? { ok: true, value } : { ok: false, reason: 'id_malformed' };
}
