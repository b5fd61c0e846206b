import type { BoundScheme, SchemeContext } from '../scheme.ts';
import { checkHmac } from './hmac-check.ts';
import { type HmacSpec, keysOf } from './hmac-spec.ts';
import { signHmac } from './hmac-sign.ts';

/** Checking and signing for a sender whose HMAC is always the same; its secrets are keys as they are written. */
export function fixedHmac(spec: HmacSpec, context: SchemeContext): Pick<BoundScheme, 'check' | 'sign'> {
  const keys = keysOf(context.secrets, { key: 'utf8', keyPrefix: '' });
  return {
    check: (request, now) => checkHmac(spec, keys, context, request, now),
    sign: (input) => signHmac(spec, keys, context, input),
  };
}
