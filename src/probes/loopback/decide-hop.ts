import { trustWords } from '../trust-words.ts';
import type { Broken } from './hop.ts';
import type { Arrival, RequestKind } from './port.ts';
import { refusedInside } from './refused-inside.ts';
import type { Sent } from './send.ts';

/** A request as it was seen from both ends. */
export interface Seen {
  readonly kind: RequestKind;
  readonly sent: Sent;
  /** `null`: it did not come in, as far as can be told. */
  readonly arrival: Arrival | null;
  /** The event that the signed one became; `null`: none, or not yet. */
  readonly eventId: string | null;
}

type Answered = Extract<Sent, { outcome: 'answered' }>;

const DNS = /^(?:ENOTFOUND|ENODATA$|EAI_)/;
const TLS = /^(?:EPROTO$|ERR_SSL_|ERR_TLS_)/;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const LOGINS: readonly number[] = [401, 403, 407];
const TOO_LARGE: readonly number[] = [413, 414, 431];

/** Which hop broke for a request; `null`: it got its answer. */
export function decideHop(seen: Seen): Broken | null {
  const { sent } = seen;
  switch (sent.outcome) {
    case 'failed':
      return failed(sent, seen.arrival);
    case 'timed-out':
      return unanswered(seen.arrival, 'no answer came in time');
    case 'answered':
      return isExpected(seen, sent) ? null : wronglyAnswered(seen, sent);
  }
}

/** A refusal may be worded by a proxy that refuses for us: the sender learns the same. */
function isExpected({ kind, arrival, eventId }: Seen, { status, ours }: Answered): boolean {
  switch (kind) {
    case 'signed':
      return status === 202 && ours !== null && arrival?.state === 'accepted' && ours.id === arrival.id;
    case 'replayed':
      return status === 200 && ours !== null && ours.duplicate && ours.id === eventId;
    case 'forged':
      return status === 401;
    case 'oversized':
      return status === 413;
  }
}

function failed(
  { code, words, next }: Extract<Sent, { outcome: 'failed' }>,
  arrival: Arrival | null,
): Broken {
  if (code !== null && DNS.test(code)) return { hop: 'dns', reason: words, next };
  if (code !== null && (TLS.test(code) || trustWords(code) !== null))
    return { hop: 'tls', reason: words, next };
  return unanswered(arrival, words);
}

function unanswered(arrival: Arrival | null, what: string): Broken {
  if (arrival === null) return tunnel(`nothing came in: ${what}`);
  if (arrival.state === 'storing') return storing(what);
  return tunnel(`it came in, but its answer did not get out: ${what}`);
}

function wronglyAnswered(seen: Seen, answered: Answered): Broken {
  const { kind, arrival } = seen;
  switch (arrival?.state) {
    case undefined:
      return neverArrived(answered);
    case 'storing':
      return storing(`answered ${answered.status} meanwhile`);
    case 'refused':
      return refused(kind, arrival.reason, answered.status);
    case 'accepted':
      return accepted(kind, answered.status);
    case 'duplicate':
      return kind === 'signed'
        ? tunnel('something on the way sends a request twice')
        : tunnel(changedAnswer(answered.status));
  }
}

/** Something else answered, or another Pithead. */
function neverArrived({ status, location, ours }: Answered): Broken {
  if (ours !== null) {
    const next = 'stop the other Pithead, or lead the address to this one';
    return { hop: 'tunnel', reason: `another Pithead answers there, with ${status}`, next };
  }
  if (REDIRECTS.includes(status)) {
    const next = 'write the address that it leads to into server.publicUrl';
    return { hop: 'tunnel', reason: `nothing came in: redirected to ${location ?? 'nowhere'}`, next };
  }
  if (LOGINS.includes(status))
    return tunnel(`nothing came in: something on the way wants a login (${status})`);
  if (TOO_LARGE.includes(status)) {
    return tunnel(`nothing came in: something on the way finds it too large (${status})`);
  }
  return status < 300
    ? tunnel(`nothing came in: something else answers there, with ${status}`)
    : tunnel(`nothing came in: the tunnel or proxy answers ${status}`);
}

function refused(kind: RequestKind, reason: string, status: number): Broken {
  const rightly =
    (kind === 'forged' && reason === 'signature_mismatch') ||
    (kind === 'oversized' && reason === 'body_too_large');
  return rightly ? tunnel(changedAnswer(status)) : { ...refusedInside(reason), next: null };
}

function accepted(kind: RequestKind, status: number): Broken {
  switch (kind) {
    case 'signed':
      return tunnel(changedAnswer(status));
    case 'replayed':
      return { hop: 'store', reason: 'a repeat was taken for a new event', next: null };
    case 'forged':
      return { hop: 'secret', reason: 'it was accepted, although its signature is wrong', next: null };
    case 'oversized':
      return { hop: 'program', reason: 'it was accepted, although it is too large', next: null };
  }
}

function changedAnswer(status: number): string {
  return `it came in, but its answer was changed on the way out to ${status}`;
}

function storing(what: string): Broken {
  return { hop: 'store', reason: `it came in and is still being written: ${what}`, next: null };
}

function tunnel(reason: string): Broken {
  return { hop: 'tunnel', reason, next: null };
}
