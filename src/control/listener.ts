import { once } from 'node:events';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isEventId, type EventId } from '../core/ids.ts';
import type { Log, TrailReader } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { guard } from './guard.ts';
import type { Metrics } from './metrics.ts';
import { eventView, statusView, traceView, type Known } from '../core/views.ts';

export interface ControlDeps {
  readonly trail: TrailReader;
  readonly known: () => Known;
  /** Makes what is buffered visible to the next read. */
  readonly flush: () => Promise<void>;
  readonly replay: (
    id: EventId,
  ) => Promise<
    | { readonly outcome: 'replayed'; readonly id: EventId; readonly channels: readonly string[] }
    | { readonly outcome: 'unknown' | 'unavailable' }
  >;
  readonly dependencies: () => Promise<
    readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[]
  >;
  readonly metrics: Metrics;
  readonly key: Secret;
  readonly same: (a: string, b: string) => boolean;
  readonly log: Log;
}

export interface ControlListener {
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

const EVENTS_SHOWN = 50;
const eventsQuery = z.object({
  source: z.string().max(63).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(EVENTS_SHOWN),
});
/** A sender's delivery id has 200 characters at most. */
const LONGEST_ID = 200;
const idParams = z.object({ id: z.string() });

/** The private listener: everything but webhooks (contract, section 4). */
export function createControlListener(deps: ControlDeps): ControlListener {
  const app = fastify({
    routerOptions: { maxParamLength: LONGEST_ID },
    // What the router itself can't read (a broken escape, an id too long) never reaches the handlers below.
    frameworkErrors: ({ code }, _request, reply) =>
      void (code === 'FST_ERR_BAD_URL' ? refuse(reply, 400, 'bad request') : refuse(reply, 404, 'not found')),
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 1_048_576,
    requestTimeout: 30_000,
  });
  let loopback = true;
  const ownHosts = new Set(['localhost']);

  app.addHook('onRequest', async (request, reply) => {
    const { host, origin, authorization } = request.headers;
    const gate = { ownHosts, key: deps.key, loopback, same: deps.same };
    const guarded = guard({ host, origin, authorization }, gate);
    if (guarded.ok) return;
    deps.log.warn('control-refused', { ip: request.ip, reason: guarded.reason });
    await refuse(reply, guarded.status, guarded.status === 401 ? 'unauthorized' : 'forbidden');
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not found'));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) deps.log.error('control-failed', { error: error.message });
    return refuse(reply, status, status === 500 ? 'internal error' : 'bad request');
  });

  app.get('/readyz', async (_request, reply) => {
    const dependencies = await deps.dependencies();
    const ready = dependencies.every(({ ok }) => ok);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', dependencies });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', deps.metrics.contentType).send(await deps.metrics.text()),
  );
  app.get('/v1/status', async () => {
    await deps.flush();
    return statusView(deps.trail, deps.known());
  });
  app.get('/v1/events', async (request, reply) => {
    const query = eventsQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, 'limit must be a number from 1 to 500, source a name');
    const { source = null, limit } = query.data;
    return (await deps.trail.events({ source, limit })).map(eventView);
  });
  app.get('/v1/trace/:id', async (request, reply) => {
    await deps.flush();
    const found = await deps.trail.find(idOf(request));
    return found === null
      ? refuse(reply, 404, 'no event, request or delivery has this id')
      : traceView(found);
  });
  app.post('/v1/replay/:id', async (request, reply) => {
    const id = idOf(request);
    const replayed = isEventId(id) ? await deps.replay(id) : { outcome: 'unknown' as const };
    if (replayed.outcome === 'replayed')
      return reply.code(202).send({ id: replayed.id, channels: replayed.channels });
    if (replayed.outcome === 'unknown') return refuse(reply, 404, 'no event has this id');
    return refuse(reply.header('retry-after', '5'), 503, 'the replay could not be stored: try again');
  });

  return {
    async listen(host, port) {
      loopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
      ownHosts.add(host.toLowerCase());
      await app.ready();
      app.server.listen({ host, port });
      await once(app.server, 'listening');
      const address = app.server.address();
      if (address === null || typeof address === 'string')
        throw new Error('the private listener has no address');
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return { url: `http://${shown}:${address.port}` };
    },
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

function idOf(request: FastifyRequest): string {
  return idParams.parse(request.params).id;
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error });
}
