import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Acknowledged, IncidentActions, IncidentReader, Muted, Rerun, Unmuted } from '../core/alerts.ts';
import { parseDuration, sayDuration, typeDuration } from '../core/duration.ts';
import { byWindow, type Mute } from '../core/incident.ts';
import { incidentDetail, incidentView, silenceView } from '../core/incident-views.ts';
import { shellWord } from '../core/shell-word.ts';
import { ACTOR_RULE, actor, actorFields, actorOf, recorded, recordMisuse, type ActDeps } from './act.ts';
import { idOf, LIMIT_RULE, limitOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';

export interface IncidentRoutesDeps extends ActDeps {
  readonly incidents: IncidentReader;
  readonly actions: IncidentActions;
  readonly rerun: Rerun;
}

const SHOWN = 50;
const listQuery = z.object({ open: z.enum(['true', 'false']).default('false'), limit: limitOf(SHOWN) });
const MOST = 200;
const MUTE_RULE = `a mute takes {"target": "host=pi", "duration": "2h", "reason": "…"}; ${ACTOR_RULE}`;
const UNMUTE_RULE = `an unmute takes {"target": "host=pi"}; ${ACTOR_RULE}`;
const target = z
  .string()
  .min(1)
  .max(MOST, { error: `a target has ${MOST} characters at most` });
const muteBody = z.object({
  target,
  duration: z.string(),
  reason: z
    .string()
    .max(MOST, { error: `a reason has ${MOST} characters at most` })
    .optional(),
  ...actorFields,
});
const unmuteBody = z.object({ target, ...actorFields });
const NO_DURATION = 'this is no duration: 30m, 2h or 3d is one';
const NOT_NOW = 'the database takes nothing now: try again';
const UNKNOWN = 'no incident has this id: "npx pithead incidents" lists them';

/** The incidents, and what people do about them. */
export function addIncidentRoutes(app: FastifyInstance, deps: IncidentRoutesDeps): void {
  async function misused(command: string, rule: string, request: FastifyRequest, reply: FastifyReply) {
    await recordMisuse(deps, request, command);
    return refuse(reply, 400, rule);
  }

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
    if (by === null) return misused('ack', ACTOR_RULE, request, reply);
    const id = idOf(request);
    const done = await recorded(deps, by, { command: 'ack', args: id }, () =>
      deps.actions.acknowledge(id, by),
    );
    return answerAcknowledged(reply, done);
  });
  app.post('/v1/mutes', async (request, reply) => {
    const body = muteBody.safeParse(request.body);
    if (!body.success) return misused('mute', ruleOf(body.error, MUTE_RULE), request, reply);
    const { target, duration, reason, as } = body.data;
    const forMs = parseDuration(duration.toLowerCase());
    if (forMs === null || forMs === 0) return misused('mute', NO_DURATION, request, reply);
    const by = actor(as);
    const args = [target, duration, ...(reason === undefined ? [] : [reason])].join(' ');
    const done = await recorded(deps, by, { command: 'mute', args }, () =>
      deps.actions.mute(target, forMs, reason ?? null, by),
    );
    return answerMuted(reply, done);
  });
  app.post('/v1/unmutes', async (request, reply) => {
    const body = unmuteBody.safeParse(request.body);
    if (!body.success) return misused('unmute', ruleOf(body.error, UNMUTE_RULE), request, reply);
    const { target, as } = body.data;
    const by = actor(as);
    const done = await recorded(deps, by, { command: 'unmute', args: target }, () =>
      deps.actions.unmute(target, by),
    );
    return answerUnmuted(reply, done, target);
  });
  app.post('/v1/rerun/:id', async (request, reply) => {
    const by = actorOf(request);
    if (by === null) return misused('run', ACTOR_RULE, request, reply);
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
      return reply.send({
        outcome: done.outcome,
        incident: incidentView(done.incident),
        also: done.also,
      });
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
    case 'already-muted': {
      const { outcome, incident, mute } = done;
      return reply.send({ outcome, incident: incidentView({ ...incident, muted: mute }) });
    }
    case 'over':
      return refuse(reply, 409, 'it is over already: there is nothing to mute');
    case 'too-long':
      return refuse(
        reply,
        400,
        `that is too long: ${sayDuration(done.mostMs)} is the longest ("npx pithead mute TARGET ${typeDuration(done.mostMs)}")`,
      );
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

function answerUnmuted(reply: FastifyReply, done: Unmuted, asked: string) {
  switch (done.outcome) {
    case 'unmuted':
      return reply.send({
        outcome: done.outcome,
        silence: silenceView(done.silence),
        still: done.still.map(incidentView),
      });
    case 'none': {
      const mute = done.muted?.muted ?? null;
      if (mute !== null) return refuse(reply, 404, sayOther(mute, asked));
      const there = done.targets.length === 0 ? 'nothing is' : `this is: ${done.targets.join(', ')}`;
      return refuse(reply, 404, `it is not muted; ${there}`);
    }
    case 'unavailable':
      return refuseForNow(reply, NOT_NOW);
    default:
      return done satisfies never;
  }
}

/** An incident was named that is muted as one of many, or a window of maintenance that mutes one. */
function sayOther({ by, until, target }: Mute, asked: string): string {
  const when = new Date(until).toISOString();
  if (by === byWindow(asked.trim())) return `${by} ends at ${when} by itself; it stands in pithead.yaml`;
  const ends =
    target === null ? 'that ends by itself' : `"npx pithead unmute ${shellWord(target)}" ends that`;
  return `it is muted by ${by} until ${when}; ${ends}`;
}

/** What is wrong with a body, where a rule of its own says it, else all that it takes. */
function ruleOf({ issues }: z.ZodError, rule: string): string {
  const own = issues.find(({ code }) => code === 'too_big');
  return own?.message ?? rule;
}
