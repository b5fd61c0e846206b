import { DAY_MS } from '../../core/duration.ts';
import { textAt } from '../../core/json.ts';
import type { BoundScheme, Scheme } from '../scheme.ts';
import { TOLERANCE_MS } from '../timestamp.ts';
import { fixedHmac } from './hmac-fixed.ts';
import type { HmacSpec } from './hmac-spec.ts';

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const SPEC: HmacSpec = {
  headers: ['X-Slack-Signature'],
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'v0=',
  parts: null,
  payload: [{ literal: 'v0:' }, { name: 'timestamp' }, { literal: ':' }, { name: 'body' }],
  timestamp: { header: 'X-Slack-Request-Timestamp', unit: 's' },
  toleranceMs: TOLERANCE_MS,
  id: null,
};

export const slack = {
  name: 'slack',
  shape: {},
  dedupMs: 7 * DAY_MS,
  create(_entry, context): BoundScheme {
    return {
      ...fixedHmac(SPEC, context),
      describe: (_request, data) => ({
        type: textAt(data, 'event', 'type') ?? textAt(data, 'type') ?? textAt(data, 'command'),
        subject: textAt(data, 'event', 'channel') ?? textAt(data, 'channel_name'),
      }),
      /** https://docs.slack.dev/reference/events/url_verification */
      handshake(data) {
        const challenge = textAt(data, 'challenge');
        if (textAt(data, 'type') !== 'url_verification' || challenge === null) return null;
        return { contentType: 'text/plain', body: challenge };
      },
      // A retry of the Events API is signed anew; its event id stays.
      idInBody: (data) => textAt(data, 'event_id'),
    };
  },
} as const satisfies Scheme<'slack', {}>;
