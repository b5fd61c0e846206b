import { describe, expect, it } from 'vitest';
import { decideDelivery } from '../../src/probes/loopback/decide-delivery.ts';
import { decideHop, type Seen } from '../../src/probes/loopback/decide-hop.ts';
import type { Hop } from '../../src/probes/loopback/hop.ts';
import type { Arrival, LoopbackDelivery, RequestKind } from '../../src/probes/loopback/port.ts';
import type { Sent } from '../../src/probes/loopback/send.ts';
import { idAt } from '../storage/stores.ts';

const [EVENT, OTHER] = [idAt(1), idAt(2)];
const STRANGER = { location: null, ours: null, latencyMs: 12 };

/** Answered by this program, with the id in its answer. */
function ours(status: number, id: string, duplicate = false): Sent {
  return { outcome: 'answered', status, location: null, ours: { id, duplicate }, latencyMs: 12 };
}
/** Answered by something before it. */
function theirs(status: number, location: string | null = null): Sent {
  return { outcome: 'answered', status, ...STRANGER, location };
}
function failed(code: string | null): Sent {
  return { outcome: 'failed', code, words: `failed with ${code}`, next: 'do it' };
}
function nextOf(sent: Sent): string | null | undefined {
  return decideHop(seen('signed', sent, null))?.next;
}
function refused(reason: string): Arrival {
  return { state: 'refused', reason };
}
const accepted: Arrival = { state: 'accepted', id: EVENT };
const duplicate: Arrival = { state: 'duplicate', id: EVENT };
const storing: Arrival = { state: 'storing' };
const lateAnswer: Sent = { outcome: 'timed-out' };

function seen(kind: RequestKind, sent: Sent, arrival: Arrival | null): Seen {
  return { kind, sent, arrival, eventId: kind === 'signed' ? null : EVENT };
}

describe('a request that gets its answer', () => {
  it.each<[RequestKind, Sent, Arrival | null]>([
    ['signed', ours(202, EVENT), accepted],
    ['replayed', ours(200, EVENT, true), duplicate],
    ['replayed', ours(200, EVENT, true), null],
    ['forged', ours(401, OTHER), refused('signature_mismatch')],
    ['oversized', ours(413, OTHER), refused('body_too_large')],
    ['oversized', theirs(413), null],
  ])('breaks no hop: %s', (kind, sent, arrival) => {
    expect(decideHop(seen(kind, sent, arrival))).toBeNull();
  });
});

describe('a signed request', () => {
  it.each<[string, Sent, Arrival | null, Hop, RegExp]>([
    ['whose name is unknown', failed('ENOTFOUND'), null, 'dns', /^failed with ENOTFOUND$/],
    ['whose name server is away', failed('EAI_AGAIN'), null, 'dns', /EAI_AGAIN/],
    ['that meets a certificate that is over', failed('CERT_HAS_EXPIRED'), null, 'tls', /CERT_HAS_EXPIRED/],
    ['that meets an unknown authority', failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), null, 'tls', /failed/],
    ['that meets a self-signed certificate', failed('DEPTH_ZERO_SELF_SIGNED_CERT'), null, 'tls', /failed/],
    ["that meets another's certificate", failed('ERR_TLS_CERT_ALTNAME_INVALID'), null, 'tls', /failed/],
    ['that meets no TLS', failed('EPROTO'), null, 'tls', /failed/],
    ['that nothing takes', failed('ECONNREFUSED'), null, 'tunnel', /nothing came in: failed/],
    ['that has no route', failed('EHOSTUNREACH'), null, 'tunnel', /nothing came in/],
    ['that fails somehow', failed(null), null, 'tunnel', /nothing came in/],
    [
      'whose connection broke after it came in',
      failed('ECONNRESET'),
      accepted,
      'tunnel',
      /answer did not get out/,
    ],
    ['that nobody answers', lateAnswer, null, 'tunnel', /nothing came in: no answer came in time/],
    ['that was accepted and not answered', lateAnswer, accepted, 'tunnel', /came in, but its answer/],
    ['that is written for too long', lateAnswer, storing, 'store', /still being written/],
    ['that is written while the tunnel gives up', theirs(504), storing, 'store', /answered 504 meanwhile/],
    ['that a tunnel without us answers', theirs(530), null, 'tunnel', /the tunnel or proxy answers 530/],
    ['that a proxy without us answers', theirs(502), null, 'tunnel', /answers 502/],
    ['that another site answers', theirs(200), null, 'tunnel', /something else answers there/],
    ['that is sent elsewhere', theirs(301, 'https://x/'), null, 'tunnel', /redirected to https:\/\/x\//],
    ['that meets a login', theirs(403), null, 'tunnel', /wants a login/],
    ['that is too large for a proxy', theirs(413), null, 'tunnel', /too large/],
    ['that another Pithead accepts', ours(202, OTHER), null, 'tunnel', /another Pithead/],
    ['that another Pithead refuses', ours(401, OTHER), null, 'tunnel', /another Pithead/],
    ['whose answer is changed', theirs(204), accepted, 'tunnel', /changed on the way out to 204/],
    ['that comes in twice', ours(200, EVENT, true), duplicate, 'tunnel', /twice/],
    ['whose time is off', ours(401, OTHER), refused('timestamp_skew'), 'clock', /clock jumped/],
    ['while the clock is set', ours(503, OTHER), refused('clock_not_trusted'), 'clock', /can't be trusted/],
    ['that was changed', ours(401, OTHER), refused('signature_mismatch'), 'secret', /was changed/],
    ['that lost a header', ours(401, OTHER), refused('signature_missing'), 'tunnel', /headers are missing/],
    ['that came in at another path', ours(404, OTHER), refused('path_unknown'), 'tunnel', /another path/],
    ['that was compressed', ours(415, OTHER), refused('content_encoded'), 'tunnel', /compressed/],
    [
      'with more headers than sent',
      ours(431, OTHER),
      refused('too_many_headers'),
      'tunnel',
      /too_many_headers/,
    ],
    ['that can not be written', ours(503, OTHER), refused('commit-failed'), 'store', /could not be written/],
    ['behind too many others', ours(503, OTHER), refused('queue-full'), 'store', /too much waits/],
    [
      'that this program stumbles over',
      ours(503, OTHER),
      refused('internal_error'),
      'program',
      /failed over it/,
    ],
  ])('%s', (_what, sent, arrival, hop, reason) => {
    const broken = decideHop(seen('signed', sent, arrival));
    expect(broken?.hop).toBe(hop);
    expect(broken?.reason).toMatch(reason);
  });

  it('says what to do where the hop alone does not', () => {
    expect(nextOf(failed('ENOTFOUND'))).toBe('do it');
    expect(nextOf(theirs(308, 'https://x/'))).toContain('server.publicUrl');
    expect(nextOf(theirs(502))).toBeNull();
  });
});

describe('what should be refused', () => {
  it.each<[RequestKind, Sent, Arrival | null, Hop, RegExp]>([
    ['replayed', ours(202, OTHER), accepted, 'store', /taken for a new event/],
    ['replayed', theirs(502), null, 'tunnel', /nothing came in/],
    ['replayed', theirs(204), duplicate, 'tunnel', /changed on the way out/],
    ['forged', ours(202, OTHER), accepted, 'secret', /although its signature is wrong/],
    ['forged', theirs(200), null, 'tunnel', /something else answers/],
    [
      'forged',
      theirs(302, '/login'),
      refused('signature_mismatch'),
      'tunnel',
      /changed on the way out to 302/,
    ],
    ['forged', ours(503, OTHER), refused('clock_not_trusted'), 'clock', /can't be trusted/],
    ['oversized', ours(202, OTHER), accepted, 'program', /although it is too large/],
    ['oversized', ours(401, OTHER), refused('signature_mismatch'), 'secret', /was changed/],
    ['oversized', failed('ECONNRESET'), null, 'tunnel', /nothing came in/],
  ])('and is not: %s', (kind, sent, arrival, hop, reason) => {
    const broken = decideHop(seen(kind, sent, arrival));
    expect(broken?.hop).toBe(hop);
    expect(broken?.reason).toMatch(reason);
  });
});

describe('an accepted event', () => {
  it.each<[LoopbackDelivery | null, Hop, RegExp]>([
    [
      { state: 'failed', reason: 'forbidden', detail: 'kicked' },
      'bot',
      /^ops did not take it: forbidden: kicked$/,
    ],
    [
      { state: 'held', detail: 'the chat answered 500' },
      'bot',
      /waits, because ops has been failing: the chat/,
    ],
    [{ state: 'unwritten' }, 'store', /can't be written/],
    [null, 'bot', /within 1 min: it waits behind others/],
  ])('that does not reach its chat: %j', (delivery, hop, reason) => {
    const broken = decideDelivery(delivery, 'ops', 60_000);
    expect(broken?.hop).toBe(hop);
    expect(broken?.reason).toMatch(reason);
  });

  it('that reaches it is well', () => {
    expect(decideDelivery({ state: 'delivered', messageId: '4711', at: 7 }, 'ops', 60_000)).toBeNull();
  });
});
