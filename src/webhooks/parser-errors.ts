import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { newTraceId } from '../core/ids.ts';
import type { ListenerContext } from './listener-context.ts';
import { type ListenerReason, refusalBody, statusOf } from './refusal.ts';
import { refuse } from './refuse.ts';

/** What the HTTP parser's errors mean (llhttp's and Node's codes); everything else is a parse error. */
const REASON_OF: Readonly<Record<string, ListenerReason>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
};

/** Answers what Node's parser refuses by itself, in the shape of every other error. */
export function onClientError(context: ListenerContext, error: NodeJS.ErrnoException, socket: Duplex): void {
  const code = error.code ?? 'unknown';
  const newest = context.newest.get(socket);
  if (newest?.done === true && !newest.response.writableEnded) {
    // Only the rest of a refused request was still being read; its answer may have been written in this very turn.
    newest.response.end(() => socket.destroy());
    return;
  }
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const reason = REASON_OF[code] ?? 'parse_error';
  if (newest !== undefined && !newest.done && !newest.request.complete) {
    newest.parserFailed = true;
    refuse(context, newest, reason, { detail: code });
    return;
  }
  const write = refuseBare(context, socket, reason, code);
  // A request before this one may still wait for its answer, which must come first.
  if (newest === undefined || newest.response.writableFinished) write();
  else newest.response.once('finish', write);
}

/** Answers CONNECT, for which Node hands out a bare connection instead of a response. */
export function refuseConnect(context: ListenerContext, server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    refuseBare(context, socket, 'method_not_allowed', 'CONNECT', 'Allow: GET, POST\r\n')();
  });
}

/** Logs a refusal that has no exchange, and returns what writes it to the connection and closes that. */
function refuseBare(
  context: ListenerContext,
  socket: Duplex,
  reason: ListenerReason,
  detail: string,
  headers = '',
): () => void {
  const requestId = context.newId();
  const traceId = newTraceId(context.randomBytes);
  const status = statusOf(reason);
  const ip =
    'remoteAddress' in socket && typeof socket.remoteAddress === 'string' ? socket.remoteAddress : 'unknown';
  const body = refusalBody(status, requestId);
  context.refused({ requestId, at: context.clock.now(), ip, source: null, status, reason, detail, traceId });
  context.log.info('request', {
    ip,
    outcome: 'reject',
    reason,
    source: null,
    status,
    requestId,
    traceId,
    detail,
  });
  return () => {
    if (!socket.writable) return;
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n${headers}Connection: close\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  };
}
