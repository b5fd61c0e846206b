import { once } from 'node:events';
import fastify from 'fastify';
import type { Secret } from '../core/secret.ts';
import { addBudgetRoutes, type BudgetRoutesDeps } from './budget-routes.ts';
import { createCallers, type Callers } from './callers.ts';
import { addCanaryRoutes, type CanaryRoutesDeps } from './canary-routes.ts';
import { guard } from './guard.ts';
import { addIncidentRoutes, type IncidentRoutesDeps } from './incident-routes.ts';
import { addInvoiceRoutes, type InvoiceRoutesDeps } from './invoice-routes.ts';
import type { Metrics } from './metrics.ts';
import { LONGEST_ID } from './params.ts';
import { refuse } from './refuse.ts';
import { addReservationRoutes, type ReservationRoutesDeps } from './reservation-routes.ts';
import { addSpendRoutes, type SpendRoutesDeps } from './spend-routes.ts';
import { addTrailRoutes, type TrailRoutesDeps } from './trail-routes.ts';
import { addUsageRoutes, sayUnreadable, type UsageRoutesDeps } from './usage-routes.ts';

type RoutesDeps = TrailRoutesDeps &
  IncidentRoutesDeps &
  CanaryRoutesDeps &
  UsageRoutesDeps &
  ReservationRoutesDeps &
  BudgetRoutesDeps &
  InvoiceRoutesDeps &
  SpendRoutesDeps;

export interface ControlDeps extends Omit<RoutesDeps, 'callers'> {
  readonly dependencies: () => Promise<
    readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[]
  >;
  readonly metrics: Metrics;
  readonly key: Secret;
  /** Whose key it is; `null`: no workflow's. */
  readonly workflowOf: (key: string) => string | null;
  readonly same: (a: string, b: string) => boolean;
}

export interface ControlListener {
  listen(host: string, port: number): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

/** The private listener: everything but webhooks (contract, section 4). */
export function createControlListener(given: ControlDeps): ControlListener {
  const callers: Callers = createCallers();
  const deps = { ...given, callers };
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
    const { key, workflowOf, same } = deps;
    const guarded = guard({ host, origin, authorization }, { ownHosts, key, loopback, workflowOf, same });
    if (guarded.ok) {
      const admitted = await callers.admit(request, reply, guarded.caller);
      if (admitted && isEncoded(request.headers['content-encoding']))
        await refuse(reply, 415, sayError(415, request.url));
      return;
    }
    deps.log.warn('control-refused', { ip: request.ip, reason: guarded.reason });
    await refuse(reply, guarded.status, guarded.status === 401 ? 'unauthorized' : 'forbidden');
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not found'));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) deps.log.error('control-failed', { error: error.message });
    return refuse(reply, status, sayError(status, request.url));
  });

  app.get('/readyz', async (_request, reply) => {
    const dependencies = await deps.dependencies();
    const ready = dependencies.every(({ ok }) => ok);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', dependencies });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', deps.metrics.contentType).send(await deps.metrics.text()),
  );
  addTrailRoutes(app, deps);
  addIncidentRoutes(app, deps);
  addCanaryRoutes(app, deps);
  addUsageRoutes(app, deps);
  addReservationRoutes(app, deps);
  addBudgetRoutes(app, deps);
  addSpendRoutes(app, deps);
  addInvoiceRoutes(app, deps);

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

/** Nothing is decompressed here: a small body may be a large one. */
function isEncoded(encoding: string | undefined): boolean {
  return encoding !== undefined && encoding.trim().toLowerCase() !== 'identity';
}

function sayError(status: number, url: string): string {
  switch (status) {
    case 500:
      return 'internal error';
    case 413:
      return 'the body is too large: send it in pieces';
    case 415:
      return sayUnreadable(url) ?? 'the body must be JSON (content-type: application/json), uncompressed';
    case 400:
      return 'the body is no JSON that can be read';
    default:
      return 'bad request';
  }
}
