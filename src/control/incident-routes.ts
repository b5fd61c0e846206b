import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Acknowledged, IncidentActions, IncidentReader, Muted, Rerun, Unmuted } from '../core/alerts.ts';
import { parseDuration, sayDuration } from '../core/duration.ts';
import { incidentDetail, incidentView, silenceView } from '../core/incident-views.ts';
import { ACTOR_RULE, actor, actorFields, actorOf, recorded, type ActDeps } from './act.ts';
import { idOf, LIMIT_RULE, limitOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';

export interface IncidentRoutesDeps extends ActDeps {
  readonly incidents: IncidentReader;
  readonly actions: IncidentActions;
  readonly rerun: Rerun;
}

const SHOWN = 50;
const listQuery = z.object({ open: z.enum(['true', 'false']).default('false'), limit: limitOf(SHOWN) });
const target = z.string().min(1).max(200);
const muteBody = z.object({
  target,
  duration: z.string(),
  reason: z.string().max(200).optional(),
  ...actorFields,
});
const unmuteBody = z.object({ target, ...actorFields });
const MUTE_RULE = `a mute takes {"target": "host=pi", "duration": "2h", "reason": "…"}, 200 characters at most; ${ACTOR_RULE}`;
const UNMUTE_RULE = `an unmute takes {"target": "host=pi"}; ${ACTOR_RULE}`;
const NOT_NOW = 'the database takes nothing now: try again';
const UNKNOWN = 'no incident has this id: "npx pithead incidents" lists them';

/** The incidents, and what people do about them. */
export function addIncidentRoutes(app: FastifyInstance, deps: IncidentRoutesDeps): void {
  app.get('/v1/incidents', async (request, reply) => {
    const query = listQuery.safeParse(request.query);
    if (!query.success) return refuse(reply, 400, `${LIMIT_RULE}, open true or false`);
    const { open, limit } = query.data;
    return (await deps.incidents.incidents({ open: open === 'true', limit })).map(incidentView);
  });
  app.get('/v1/incidents/:id', async (request, reply) => {
    const record = await deps.incidents.incident(idOf(request));
    return record === null ? refuse(reply, 404, UNKNOWN) : incidentDetail(record);
  });
  app.get('/v1/silences', async () => (await deps.incidents.silences()).map(silenceView));

  app.post('/v1/incidents/:id/ack', async (request, reply) => {
    const by = actorOf(request);
    if (by === null) return refuse(reply, 400, ACTOR_RULE);
    const id = idOf(request);
    const done = await recorded(deps, by, { command: 'ack', args: id }, () =>
      deps.actions.acknowledge(id, by),
    );
    return answerAcknowledged(reply, done);
  });
  app.post('/v1/mutes', async (request, reply) => {
    const body = muteBody.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, MUTE_RULE);
    const { target, duration, reason, as } = body.data;
    const forMs = parseDuration(duration.toLowerCase());
    if (forMs === null || forMs === 0) return refuse(reply, 400, 'this is no duration: 30m, 2h or 3d is one');
    const by = actor(as);
    const args = [target, duration, ...(reason === undefined ? [] : [reason])].join(' ');
    const done = await recorded(deps, by, { command: 'mute', args }, () =>
      deps.actions.mute(target, forMs, reason ?? null, by),
    );
    return answerMuted(reply, done);
  });
  app.post('/v1/unmutes', async (request, reply) => {
    const body = unmuteBody.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, UNMUTE_RULE);
    const { target, as } = body.data;
    const by = actor(as);
    const done = await recorded(deps, by, { command: 'unmute', args: target }, () =>
      deps.actions.unmute(target, by),
    );
    return answerUnmuted(reply, done);
  });
  app.post('/v1/rerun/:id', async (request, reply) => {
    const by = actorOf(request);
    if (by === null) return refuse(reply, 400, ACTOR_RULE);
    const name = idOf(request);
    const done = await recorded(deps, by, { command: 'run', args: name }, () => deps.rerun(name));
    if (done.outcome !== 'unknown') return { outcome: done.outcome, detail: done.detail };
    const { names } = done;
    const there =
      names.length === 0
        ? ': nothing here can be looked at again at will'
        : `; there is: ${names.join(', ')}`;
    return refuse(reply, 404, `there is nothing of this name${there}`);
  });
}

function answerAcknowledged(reply: FastifyReply, done: Acknowledged) {
  switch (done.outcome) {
    case 'acknowledged':
    case 'already':
      return reply.send({ outcome: done.outcome, incident: incidentView(done.incident) });
    case 'over':
      return refuse(reply, 409, 'it is over already: there is nothing to acknowledge');
    case 'unknown':
      return refuse(reply, 404, UNKNOWN);
    case 'unavailable':
      return refuseForNow(reply, NOT_NOW);
    default:
      return done satisfies never;
  }
}

function answerMuted(reply: FastifyReply, done: Muted) {
  switch (done.outcome) {
    case 'muted': {
      const { outcome, silence, covers } = done;
      return reply.send({ outcome, silence: silenceView(silence), covers: covers.map(incidentView) });
    }
    case 'over':
      return refuse(reply, 409, 'it is over already: there is nothing to mute');
    case 'too-long':
      return refuse(reply, 400, `that is too long: ${sayDuration(done.mostMs)} is the longest`);
    case 'bad-target':
      return refuse(
        reply,
        400,
        'this can’t be muted: give an incident’s id, a fingerprint, a pattern with *, or label=value like host=pi',
      );
    case 'too-many':
      return refuse(reply, 409, 'too much is muted already: end a mute first ("npx pithead unmute TARGET")');
    case 'unknown':
      return refuse(reply, 404, UNKNOWN);
    case 'unavailable':
      return refuseForNow(reply, NOT_NOW);
    default:
      return done satisfies never;
  }
}

function answerUnmuted(reply: FastifyReply, done: Unmuted) {
  switch (done.outcome) {
    case 'unmuted':
      return reply.send({ outcome: done.outcome, silence: silenceView(done.silence) });
    case 'none': {
      const there = done.targets.length === 0 ? 'nothing is' : `this is: ${done.targets.join(', ')}`;
      return refuse(reply, 404, `it is not muted; ${there}`);
    }
    case 'unavailable':
      return refuseForNow(reply, NOT_NOW);
    default:
      return done satisfies never;
  }
}
