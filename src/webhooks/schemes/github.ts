import { DAY_MS } from '../../core/duration.ts';
import { textAt } from '../../core/json.ts';
import { textOfHeader } from '../headers.ts';
import type { BoundScheme, Scheme } from '../scheme.ts';
import { fixedHmac } from './hmac-fixed.ts';
import type { HmacSpec } from './hmac-spec.ts';

/** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries; the SHA-1 header is not looked at. */
const SPEC: HmacSpec = {
  headers: ['X-Hub-Signature-256'],
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  parts: null,
  payload: [{ name: 'body' }],
  timestamp: null,
  toleranceMs: 0,
  id: { header: 'X-GitHub-Delivery' },
};

export const github = {
  name: 'github',
  shape: {},
  dedupMs: 7 * DAY_MS,
  create(_entry, context): BoundScheme {
    const hmac = fixedHmac(SPEC, context);
    return {
      ...hmac,
      sign: (input) => [
        ...hmac.sign(input),
        ['X-GitHub-Event', input.type ?? 'ping'],
        ['User-Agent', 'GitHub-Hookshot/pithead'],
      ],
      describe: (request, data) => ({
        type: textOfHeader(request, 'X-GitHub-Event'),
        subject: textAt(data, 'repository', 'full_name') ?? textAt(data, 'organization', 'login'),
      }),
    };
  },
} as const satisfies Scheme<'github', {}>;
