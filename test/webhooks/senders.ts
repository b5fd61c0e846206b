import type { RawRequest, VerifyReason } from '../../src/webhooks/scheme.ts';
import { parseSource, verify } from '../../src/webhooks/verify.ts';

/** One source of each scheme and what its sender sends. Unix seconds. */
export const NOW = 1_800_000_000;
export const BODY = Buffer.from('{"hello":"world"}');
export const WHSEC = `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`;

export const github = parseSource({ scheme: 'github', secrets: ['key'] });
export const standard = parseSource({ scheme: 'standard-webhooks', secrets: [WHSEC] });
export const stripe = parseSource({ scheme: 'stripe', secrets: ['key'] });
export const slack = parseSource({ scheme: 'slack', secrets: ['key'] });
export const bearer = parseSource({ scheme: 'bearer', secrets: ['key'], id: { header: 'x-id' } });
export const door = parseSource({
  scheme: 'hmac',
  secrets: ['key'],
  hmac: {
    header: ['x-signature', 'x-other-signature'],
    payload: '{id}.{timestamp}.{body}',
    timestamp: { header: 'x-timestamp' },
    id: { header: 'x-id' },
  },
});
export const SOURCES = { github, standard, stripe, slack, bearer, door };
export const INPUT = {
  body: BODY,
  now: NOW * 1000,
  id: 'id-1',
  type: 'ping',
  url: 'https://a.example/hooks/x',
};

export function signed(source: typeof github, change: Partial<RawRequest> = {}): RawRequest {
  return { method: 'POST', url: '/hooks/x', headers: source.bound.sign(INPUT), body: BODY, ...change };
}

export function reasonOf(
  request: RawRequest,
  source: typeof github,
  seconds = NOW,
): VerifyReason | 'accepted' {
  const outcome = verify(request, source, new Date(seconds * 1000));
  return outcome.ok ? 'accepted' : outcome.reason;
}
