import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IncidentReader } from '../core/alerts.ts';
import type { CommandUsesReader } from '../core/chat.ts';
import { isEventId, type EventId } from '../core/ids.ts';
import type { TrailReader } from '../core/ports.ts';
import { useView } from '../core/use-view.ts';
import { eventView, statusView, traceView, uneditableOf, type Known } from '../core/views.ts';
import { ACTOR_RULE, actorOf, recorded, recordMisuse, type ActDeps } from './act.ts';
import { idOf, LIMIT_RULE, limitOf, sinceOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';

export interface TrailRoutesDeps extends ActDeps {
  readonly trail: TrailReader;
  readonly incidents: IncidentReader;
  readonly known: () => Known;
  /** Makes what is buffered visible to the next read. */
  readonly flush: () => Promise<void>;
  readonly replay: (
    id: EventId,
  ) => Promise<
    | { readonly outcome: 'replayed'; readonly id: EventId; readonly channels: readonly string[] }
    | { readonly outcome: 'unknown' | 'unavailable' }
  >;
  readonly uses: CommandUsesReader;
}

const EVENTS_SHOWN = 50;
const USES_SHOWN = 100;
const eventsQuery = z.object({
  source: z.string().max(63).optional(),
  limit: limitOf(EVENTS_SHOWN),
});
const auditQuery = z.object({
  since: sinceOf('7d'),
  limit: limitOf(USES_SHOWN),
});

/** What happened: how all is, the events, one of them step by step, and who asked for what. */
export function addTrailRoutes(app: FastifyInstance, deps: TrailRoutesDeps): void {
  app.get('/v1/status', async () => {
    await deps.flush();
    return statusView(deps.trail, deps.incidents, deps.known());
  });
  app.get('/v1/events', async (request, reply) => {
    const query = eventsQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, `${LIMIT_RULE}, source a name`);
    const { source = null, limit } = query.data;
    return (await deps.trail.events({ source, limit })).map(eventView);
  });
  app.get('/v1/trace/:id', async (request, reply) => {
    await deps.flush();
    const found = await deps.trail.find(idOf(request));
    return found === null
      ? refuse(reply, 404, 'no event, incident, request or delivery has this id')
      : traceView(found, uneditableOf(deps.known()));
  });
  app.post('/v1/replay/:id', async (request, reply) => {
    const by = actorOf(request);
    if (by === null) {
      await recordMisuse(deps, request, 'replay');
      return refuse(reply, 400, ACTOR_RULE);
    }
    const id = idOf(request);
    const replayed = await recorded(deps, by, { command: 'replay', args: id }, async () =>
      isEventId(id) ? deps.replay(id) : { outcome: 'unknown' as const },
    );
    if (replayed.outcome === 'replayed')
      return reply.code(202).send({ id: replayed.id, channels: replayed.channels });
    if (replayed.outcome === 'unknown') return refuse(reply, 404, 'no event has this id');
    return refuseForNow(reply, 'the replay could not be stored: try again');
  });
  app.get('/v1/audit', async (request, reply) => {
    const query = auditQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, `${LIMIT_RULE}, since a duration like 24h or 7d`);
    const { since, limit } = query.data;
    const uses = await deps.uses.uses({ since: deps.now() - since, until: Number.MAX_SAFE_INTEGER, limit });
    return uses.map(useView);
  });
}
