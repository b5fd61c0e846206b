import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { AMOUNT_RULE, parseAmount } from '../core/amount.ts';
import { PERIODS } from '../core/budget.ts';
import type { LedgerActions } from '../core/ledger-actions.ts';
import type { Paused, Resumed } from '../core/ledger-deeds.ts';
import { actor, ACTOR_RULE, actorFields, recorded, recordMisuse, type ActDeps } from './act.ts';
import { FOR_WORKFLOWS, type Callers } from './callers.ts';
import { idOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';

export interface BudgetRoutesDeps extends ActDeps {
  readonly callers: Callers;
  readonly ledger: LedgerActions;
}

const MAX_REASON = 200;
const settingBody = z.object({ ...actorFields, period: z.enum(PERIODS), limit: z.string() });
const pauseBody = z.object({ ...actorFields, reason: z.string().max(MAX_REASON).nullish() });
const UNAVAILABLE = 'could not be written down now: nothing changed, try again';

/** What is left of budgets, and what people do about them. */
export function addBudgetRoutes(app: FastifyInstance, deps: BudgetRoutesDeps): void {
  const { callers, ledger } = deps;

  app.get('/v1/budgets', () => ledger.budgets(null));
  app.get('/v1/budgets/:id', FOR_WORKFLOWS, async (request, reply) => {
    const [caller, name] = [callers.of(request), idOf(request)];
    if (caller.kind === 'workflow' && caller.name !== name)
      return refuse(reply, 403, `this is the key of ${caller.name}: it tells of its own budgets only`);
    return (await ledger.budgets(name)) ?? refuse(reply, 404, sayUnknown(ledger.workflows()));
  });
  app.post('/v1/budgets/:id', async (request, reply) => {
    const body = settingBody.safeParse(request.body);
    const limit = body.success ? limitOf(body.data.limit) : undefined;
    if (!body.success || limit === undefined) {
      await recordMisuse(deps, request, 'budget');
      return refuse(reply, 400, sayWrongSetting(body.success));
    }
    const [target, by] = [idOf(request), actor(body.data.as)];
    const { period } = body.data;
    const line = { command: 'budget', args: `${target} set ${period} ${body.data.limit}` };
    const done = await recorded(deps, by, line, () => ledger.setBudget({ target, period, limit }, by));
    switch (done.outcome) {
      case 'budget-set':
        return { budgets: done.now };
      case 'unknown':
        return refuse(reply, 404, sayUnknown(done.names));
      case 'unavailable':
        return refuseForNow(reply, UNAVAILABLE);
      default:
        return done satisfies never;
    }
  });
  app.post('/v1/workflows/:id/pause', async (request, reply) => {
    const body = pauseBody.safeParse(request.body ?? {});
    if (!body.success) {
      await recordMisuse(deps, request, 'pause');
      return refuse(reply, 400, `${ACTOR_RULE}; reason a text of at most ${MAX_REASON} characters`);
    }
    const [workflow, by] = [idOf(request), actor(body.data.as)];
    const { reason = null } = body.data;
    const line = { command: 'pause', args: [workflow, reason ?? ''].join(' ').trim() };
    const done = await recorded(deps, by, line, () => ledger.pause(workflow, reason, by));
    return answerPause(reply, done, workflow);
  });
  app.post('/v1/workflows/:id/resume', async (request, reply) => {
    const body = pauseBody.safeParse(request.body ?? {});
    if (!body.success) {
      await recordMisuse(deps, request, 'resume');
      return refuse(reply, 400, ACTOR_RULE);
    }
    const [workflow, by] = [idOf(request), actor(body.data.as)];
    const done = await recorded(deps, by, { command: 'resume', args: workflow }, () =>
      ledger.resume(workflow, by),
    );
    return answerPause(reply, done, workflow);
  });
}

function answerPause(reply: FastifyReply, done: Paused | Resumed, workflow: string) {
  if (done.outcome === 'unknown') return refuse(reply, 404, sayUnknown(done.names));
  if (done.outcome === 'unavailable') return refuseForNow(reply, UNAVAILABLE);
  return { outcome: done.outcome, workflow };
}

/** `undefined`: it is none. */
function limitOf(text: string) {
  if (text === 'off') return null;
  return text === 'default' ? 'configured' : (parseAmount(text) ?? undefined);
}

function sayWrongSetting(fits: boolean): string {
  return fits
    ? `limit ${AMOUNT_RULE}, or off, or default`
    : `period must be one of ${PERIODS.join(', ')}, limit a text like "$2"; ${ACTOR_RULE}`;
}

function sayUnknown(names: readonly string[]): string {
  const there = names.length === 0 ? 'none is configured (workflows:)' : `there is: ${names.join(', ')}`;
  return `there is no such workflow; ${there}`;
}
