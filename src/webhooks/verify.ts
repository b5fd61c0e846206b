import { isUint8Array } from 'node:util/types';
import { isObject } from '../core/json.ts';
import { jsonOf } from './json-of.ts';
import type { Checked, RawRequest, VerifyReason } from './scheme.ts';
import type { Source } from './source.ts';

export type { RawRequest, VerifyReason } from './scheme.ts';
export { parseSource } from './source.ts';
export type { Source } from './source.ts';

/** What a program that embeds the verifier learns (contract, section 7). */
export type Verified =
  | {
      readonly ok: true;
      readonly deliveryId?: string;
      readonly signedAt?: Date;
      /** Index of the secret that fitted. */
      readonly secret: number;
    }
  | { readonly ok: false; readonly reason: VerifyReason };

/** Whether `request` comes from `source`'s sender. Throws nothing, whatever it is given. */
export function verify(request: RawRequest, source: Source, now: Date): Verified {
  try {
    if (!isSource(source)) return { ok: false, reason: 'secret_missing' };
    if (!isRawRequest(request)) return { ok: false, reason: 'request_malformed' };
    const checked = check(request, source, now.getTime());
    if (!checked.ok) return checked;
    const deliveryId = checked.deliveryId ?? source.bound.idInBody?.(jsonOf(request.body)) ?? null;
    return {
      ok: true,
      ...(deliveryId === null ? {} : { deliveryId }),
      ...(checked.signedAt === null ? {} : { signedAt: new Date(checked.signedAt) }),
      secret: checked.secret,
    };
  } catch {
    // A getter that throws, a proxy, a `now` that is no date: nothing that a sender could have sent.
    return { ok: false, reason: 'request_malformed' };
  }
}

/** What the listener asks, of a request that is well-formed by construction. `nowMs` is epoch milliseconds. */
export function check(request: RawRequest, source: Source, nowMs: number): Checked {
  return source.bound.check(request, nowMs);
}

function isSource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'bound' in value && isObject(value.bound);
}

function isRawRequest(value: unknown): value is RawRequest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('method' in value) || typeof value.method !== 'string') return false;
  if (!('url' in value) || typeof value.url !== 'string') return false;
  if (!('body' in value) || !isUint8Array(value.body)) return false;
  return 'headers' in value && Array.isArray(value.headers) && value.headers.every(isHeader);
}

function isHeader(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
