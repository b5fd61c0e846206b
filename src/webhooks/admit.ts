import { listed, rateKey } from './client-address.ts';
import type { Exchange, ListenerContext } from './listener-context.ts';
import type { ListenerReason } from './refusal.ts';

/** A request is turned away before its body is read. */
export interface Turned {
  readonly reason: ListenerReason;
  readonly retryAfterMs?: number;
}

/** How long a sender should wait while our clock is being set. */
const CLOCK_RETRY_MS = 30_000;

/** What is checked before anything is spent on a request's body, in this order; `null` lets it pass. */
export function admit(context: ListenerContext, exchange: Exchange): Turned | null {
  const { limits } = context;
  const { headers } = exchange.request;
  const badHead = checkHead(exchange, limits.headers);
  if (badHead !== null) return { reason: badHead };
  if (!context.clockTrusted()) return { reason: 'clock_not_trusted', retryAfterMs: CLOCK_RETRY_MS };
  if (headers['content-encoding'] !== undefined) return { reason: 'content_encoded' };
  if (Number(headers['content-length'] ?? 0) > limits.bodyBytes) return { reason: 'body_too_large' };
  return checkRate(context, exchange);
}

/** True where the source takes requests from anywhere, or from this client. An unreadable address is nowhere. */
export function addressAllowed({ source, ip, ipKnown }: Exchange): boolean {
  return source === undefined || source.allow === null || (ipKnown && listed(source.allow, ip));
}

/** Faults of the request's head that its parser lets through. */
export function checkHead({ request }: Exchange, maxHeaders: number): ListenerReason | null {
  const { rawHeaders, headers } = request;
  if (request.httpVersionMajor !== 1) return 'http_version';
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts > 1) return 'host_duplicate';
  if (headers.host === undefined || headers.host === '') return 'host_missing';
  if (rawHeaders.length > maxHeaders * 2) return 'too_many_headers';
  const { expect, 'transfer-encoding': coding } = headers;
  // Node takes "gzip, chunked" too, and would hand the body out as it is.
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return 'transfer_coding_unknown';
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') return 'expectation_unknown';
  return null;
}

function checkRate(context: ListenerContext, { source, sourceName, ip }: Exchange): Turned | null {
  if (source === undefined || source.limit === null) return null;
  const taken = context.rateLimit.take(
    `${sourceName} ${rateKey(ip)}`,
    source.limit,
    context.clock.monotonic(),
  );
  return taken.ok ? null : { reason: 'rate_limited', retryAfterMs: taken.retryAfterMs };
}
