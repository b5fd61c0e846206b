import type { IncomingMessage, ServerResponse } from 'node:http';
import { newTraceId, traceIdOf } from '../core/ids.ts';
import type { LogValue } from '../core/ports.ts';
import { clientAddress } from './client-address.ts';
import type { Exchange, ListenerContext } from './listener-context.ts';
import { routeOf } from './route-of.ts';

/** Takes up a request: gives it its id, its trace and its client's address. `target` is the request line's. */
export function openExchange(
  context: ListenerContext,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Exchange {
  const { clock, trustedProxies, randomBytes } = context;
  const peer = request.socket.remoteAddress;
  const client = clientAddress(peer, trustedProxies === null ? [] : forwardedFor(request), trustedProxies);
  const route = routeOf(target);
  const sourceName = route.kind === 'hook' ? route.source : null;
  const { traceparent } = request.headers;
  const exchange: Exchange = {
    request,
    response,
    url: target,
    id: context.newId(),
    traceId: traceIdOf(typeof traceparent === 'string' ? traceparent : undefined) ?? newTraceId(randomBytes),
    at: clock.now(),
    startedAt: clock.monotonic(),
    sourceName,
    source: sourceName === null ? undefined : context.sources.get(sourceName),
    ip: client ?? peer ?? 'unknown',
    ipKnown: client !== null,
    parserFailed: false,
    done: false,
  };
  context.newest.set(request.socket, exchange);
  return exchange;
}

/** The one log line of a request, when its answer is given. The client's address comes first, for fail2ban's sake. */
export function logExchange(
  context: ListenerContext,
  exchange: Exchange,
  outcome: 'accept' | 'duplicate' | 'handshake' | 'reject',
  reason: string | null,
  status: number,
  more?: Readonly<Record<string, LogValue>>,
): void {
  const fields: Record<string, LogValue> = {
    ip: exchange.ip,
    outcome,
    reason,
    source: exchange.sourceName,
    status,
    requestId: exchange.id,
    traceId: exchange.traceId,
    ms: Math.round((context.clock.monotonic() - exchange.startedAt) * 10) / 10,
    ...more,
  };
  if (!exchange.ipKnown) fields.ipUnreadable = true;
  if (status >= 500) context.log.warn('request', fields);
  else context.log.info('request', fields);
}

function forwardedFor({ rawHeaders }: IncomingMessage): string[] {
  const values: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 15 && name.toLowerCase() === 'x-forwarded-for') values.push(rawHeaders[i + 1] ?? '');
  }
  return values;
}
