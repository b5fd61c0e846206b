import { DAY_MS } from '../../core/duration.ts';
import { textAt } from '../../core/json.ts';
import type { BoundScheme, Scheme } from '../scheme.ts';
import { TOLERANCE_MS } from '../timestamp.ts';
import { fixedHmac } from './hmac-fixed.ts';
import type { HmacSpec } from './hmac-spec.ts';

/** https://docs.stripe.com/webhooks/signature: `t=…,v1=…`, several v1 while a secret rolls; other versions don't count. */
const SPEC: HmacSpec = {
  headers: ['Stripe-Signature'],
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  parts: { separator: ',', assign: '=', signature: 'v1', timestamp: 't' },
  payload: [{ name: 'timestamp' }, { literal: '.' }, { name: 'body' }],
  timestamp: { part: true, unit: 's' },
  toleranceMs: TOLERANCE_MS,
  id: null,
};

export const stripe = {
  name: 'stripe',
  shape: {},
  dedupMs: 7 * DAY_MS,
  create(_entry, context): BoundScheme {
    return {
      ...fixedHmac(SPEC, context),
      describe: (_request, data) => ({
        type: textAt(data, 'type'),
        subject: textAt(data, 'data', 'object', 'id'),
      }),
      // A retry is signed anew with another time; the event's id, inside of the signed body, stays.
      idInBody(data) {
        const id = textAt(data, 'id');
        return id?.startsWith('evt_') === true ? id : null;
      },
    };
  },
} as const satisfies Scheme<'stripe', {}>;
