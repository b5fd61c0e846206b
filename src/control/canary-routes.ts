import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Rerun } from '../core/alerts.ts';
import type { CanaryReader } from '../core/probe-views.ts';
import { ACTOR_RULE, actorOf, recorded, recordMisuse, type ActDeps } from './act.ts';
import { idOf, LIMIT_RULE, limitOf, sinceOf } from './params.ts';
import { refuse } from './refuse.ts';

export interface CanaryRoutesDeps extends ActDeps {
  readonly canaries: CanaryReader;
  readonly rerun: Rerun;
}

const RUNS_SHOWN = 200;
const historyQuery = z.object({
  since: sinceOf('7d'),
  limit: limitOf(RUNS_SHOWN),
});

/** What is asked again and again, what came of it, and asking at once. */
export function addCanaryRoutes(app: FastifyInstance, deps: CanaryRoutesDeps): void {
  app.get('/v1/canaries', () => deps.canaries.list());
  app.get('/v1/canaries/:id/history', async (request, reply) => {
    const query = historyQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, `${LIMIT_RULE}, since a duration like 24h or 7d`);
    const { since, limit } = query.data;
    const history = await deps.canaries.history(idOf(request), {
      since: Math.max(0, deps.now() - since),
      limit,
    });
    return history ?? refuse(reply, 404, await noSuch(deps));
  });
  app.post('/v1/canaries/:id/run', async (request, reply) => {
    const by = actorOf(request);
    if (by === null) {
      await recordMisuse(deps, request, 'run');
      return refuse(reply, 400, ACTOR_RULE);
    }
    const name = idOf(request);
    const done = await recorded(deps, by, { command: 'run', args: name }, () => deps.rerun(name));
    if (done.outcome === 'unknown') return refuse(reply, 404, await noSuch(deps));
    // What is looked at that is no probe, or broke on our side, has no run.
    return done.run ?? refuse(reply, 409, `there is no run to show: ${done.detail}`);
  });
}

async function noSuch({ canaries }: CanaryRoutesDeps): Promise<string> {
  const names = (await canaries.list()).map(({ name }) => name);
  const there = names.length === 0 ? 'none is configured' : `there is: ${names.join(', ')}`;
  return `there is no canary of this name; ${there} (a prompt file runs once a provider is named, in it or under canaries:)`;
}
