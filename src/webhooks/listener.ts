import { once } from 'node:events';
import type { Server } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createRandomPool } from '../core/random-pool.ts';
import { createDecoy } from './decoy.ts';
import { openExchange } from './exchange.ts';
import { answerHealth } from './health.ts';
import {
  DEFAULT_LIMITS,
  type Exchange,
  type ListenerContext,
  type ListenerDeps,
} from './listener-context.ts';
import { createNextTurn } from './next-turn.ts';
import { onClientError, refuseConnect } from './parser-errors.ts';
import { createRateLimit } from './rate-limit.ts';
import { receive } from './receive.ts';
import { refuse } from './refuse.ts';
import { routeOf } from './route-of.ts';
import { turnAway } from './turn-away.ts';

export interface Listener {
  /** Starts to listen; port 0 takes a free one. Resolves with the address, without a slash at its end. */
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  /** Takes no new connections, lets running requests end, closes the rest. */
  close(): Promise<void>;
}

/** Well above what fits into the bytes that headers may have, so that none is dropped unseen. */
const PARSED_HEADERS = 10_000;

/** The public listener: `POST /hooks/SOURCE` and `GET /healthz` (contract, section 4). */
export function createListener(deps: ListenerDeps): Listener {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const context: ListenerContext = {
    ...deps,
    randomBytes: createRandomPool(deps.randomBytes),
    limits,
    rateLimit: createRateLimit(),
    newest: new WeakMap(),
    decoy: createDecoy(deps.randomBytes),
    nextTurn: createNextTurn(),
    closing: false,
  };
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    requestTimeout: limits.requestTimeoutMs,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeoutMs,
      // A slow sender gets its 408 at most this much late.
      connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    // Fastify's router decodes paths; ours are compared as they came, and it only sees which one it was.
    rewriteUrl: ({ url = '' }) => `/${routeOf(url).kind}`,
    clientErrorHandler: (error, socket) => onClientError(context, error, socket),
  });
  takeRawBodies(app);
  app.post('/hook', (request, reply) => serve(context, request, reply, receive));
  app.get('/health', (request, reply) => serve(context, request, reply, answerHealth));
  app.setNotFoundHandler((request, reply) => serve(context, request, reply, turnAway));

  const { server } = app;
  server.maxHeadersCount = PARSED_HEADERS;
  server.maxConnections = limits.connections;
  refuseConnect(context, server);
  // The checks of the head come first; `receive` sends the 100 itself.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));

  return {
    async listen(host, port) {
      await app.ready();
      // Not by `app.listen`: for `localhost` it opens a second server that has none of the above.
      server.listen({ host, port });
      await once(server, 'listening');
      return { url: addressOf(server) };
    },
    async close() {
      context.closing = true;
      const cancel = context.clock.after(limits.closeMs, () => server.closeAllConnections());
      await app.close();
      cancel();
    },
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the public listener has no address');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

/** Bodies are read by `readBody`, whatever the method or content type: Fastify's parsers get none of them. */
function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
}

type Serve = (context: ListenerContext, exchange: Exchange) => void | Promise<void>;

async function serve(
  context: ListenerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  how: Serve,
): Promise<void> {
  reply.hijack();
  const exchange = openExchange(context, request.raw, reply.raw, request.originalUrl);
  try {
    await how(context, exchange);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    context.log.error('request failed', { requestId: exchange.id, traceId: exchange.traceId, error: detail });
    refuse(context, exchange, 'internal_error');
  }
}
