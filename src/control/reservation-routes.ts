import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseAmount } from '../core/amount.ts';
import { dollarsOf } from '../core/money.ts';
import type { LedgerActions } from '../core/ledger-actions.ts';
import type { Reservation } from '../core/ledger.ts';
import type {
  CallEstimate,
  ReservationEnded,
  ReserveAsked,
  Reserved,
  SettleAsked,
} from '../core/reserving.ts';
import { FOR_WORKFLOWS, workflowOf, type Callers } from './callers.ts';
import { idOf } from './params.ts';
import { refuse, refuseForNow } from './refuse.ts';
import { sayRefusal } from './say-refusal.ts';
import { readRecord, type ReadRecordsDeps } from './usage-record.ts';

export interface ReservationRoutesDeps {
  readonly callers: Callers;
  readonly ledger: LedgerActions;
  readonly now: () => number;
  readonly estimate: ReadRecordsDeps['estimate'];
}

const MAX_TEXT = 200;
const LEAST_LEASE_S = 1;
const MOST_LEASE_S = 86_400;
const MOST_TOKENS = 1_000_000_000;
const NOTHING: CallEstimate = { pico: null, inputTokens: null, outputTokens: null };

const NAME = `must be a text of 1 to ${MAX_TEXT} characters`;
const name = z.string({ error: NAME }).min(1, { error: NAME }).max(MAX_TEXT, { error: NAME });
const tokens = z.int().min(0).max(MOST_TOKENS);
const LEASE = `must be seconds, ${LEAST_LEASE_S} to ${MOST_LEASE_S} (a day)`;
const DOLLARS = 'must be dollars like "0.05" or "$0.05"';
/** Exact from a text; of a number, what it is written as. */
const dollars = z
  .union([z.string(), z.number().transform((value) => value.toFixed(12))], { error: DOLLARS })
  .transform((text, context) => {
    if (/^\$?0+(\.0+)?$/.test(text.trim())) return 0n;
    const amount = parseAmount(text);
    if (amount?.unit === 'usd') return amount.pico;
    context.addIssue({ code: 'custom', message: DOLLARS });
    return z.NEVER;
  });
const estimate = z.union(
  [
    dollars.transform((pico): CallEstimate => ({ ...NOTHING, pico })),
    z
      .object({ usd: dollars.nullish(), inputTokens: tokens.nullish(), outputTokens: tokens.nullish() })
      .refine(({ usd, inputTokens, outputTokens }) => (usd ?? inputTokens ?? outputTokens ?? null) !== null)
      .transform(({ usd, inputTokens, outputTokens }): CallEstimate => ({
        pico: usd ?? null,
        inputTokens: inputTokens ?? null,
        outputTokens: outputTokens ?? null,
      })),
  ],
  {
    error:
      'must be dollars like "0.05", or like { "inputTokens": 2000, "outputTokens": 500 } with provider and model',
  },
);
const reserveSchema = z.object({
  id: name.nullish(),
  provider: name.nullish(),
  model: name.nullish(),
  estimate,
  leaseSeconds: z
    .number({ error: LEASE })
    .min(LEAST_LEASE_S, { error: LEASE })
    .max(MOST_LEASE_S, { error: LEASE })
    .nullish(),
});

const RESERVE_RULE = 'must be an object like {"id","provider","model","estimate"}';

/** A workflow asks for money before it spends it, and says what became of it. */
export function addReservationRoutes(app: FastifyInstance, deps: ReservationRoutesDeps): void {
  const { callers, ledger } = deps;
  app.post('/v1/reservations', FOR_WORKFLOWS, async (request, reply) => {
    const workflow = await workflowOf(callers, request, reply);
    if (workflow === null) return reply;
    const asked = askedOf(workflow, request.body);
    if (typeof asked === 'string') return refuse(reply, 400, asked);
    return answerReserved(reply, await ledger.reserve(asked), deps.now());
  });
  void app.register(async (ends) => {
    takeNoBody(ends);
    addEnds(ends, deps);
  });
}

function addEnds(app: FastifyInstance, deps: ReservationRoutesDeps): void {
  const { callers, ledger } = deps;
  app.post('/v1/reservations/:id/settle', FOR_WORKFLOWS, async (request, reply) => {
    const workflow = await workflowOf(callers, request, reply);
    if (workflow === null) return reply;
    const asked = settlingOf(request.body, idOf(request), deps);
    if (typeof asked === 'string') return refuse(reply, 400, asked);
    return answerEnded(reply, await ledger.settle(workflow, idOf(request), asked));
  });
  app.post('/v1/reservations/:id/cancel', FOR_WORKFLOWS, async (request, reply) => {
    const workflow = await workflowOf(callers, request, reply);
    if (workflow === null) return reply;
    return answerEnded(reply, await ledger.cancel(workflow, idOf(request)));
  });
}

/** Clients say that they send JSON where they send nothing, too. */
function takeNoBody(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parse(request, body, done),
  );
}

function askedOf(workflow: string, body: unknown): ReserveAsked | string {
  const parsed = reserveSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return where === '' ? RESERVE_RULE : `${where}: ${issue?.message ?? ''}`;
  }
  const { id = null, provider = null, model = null, leaseSeconds = null } = parsed.data;
  const leaseMs = leaseSeconds === null ? null : Math.ceil(leaseSeconds * 1_000);
  return { workflow, id, provider, model, estimate: parsed.data.estimate, leaseMs };
}

/** `{}`: nothing is known; `{ costUsd }`; else a record as for `POST /v1/usage`. */
function settlingOf(body: unknown, id: string, deps: ReservationRoutesDeps): SettleAsked | string {
  if (body === undefined || body === null) return { kind: 'unknown' };
  const isObject = typeof body === 'object' && !Array.isArray(body);
  if (isObject && Object.keys(body).length === 0) return { kind: 'unknown' };
  if (isObject && 'costUsd' in body && !('usage' in body)) {
    const cost = dollars.safeParse(body.costUsd);
    return cost.success ? { kind: 'cost', pico: cost.data } : `costUsd: ${DOLLARS}`;
  }
  const read = readRecord(body, { now: deps.now(), estimate: deps.estimate }, id);
  return read.ok ? { kind: 'use', use: read.use } : read.problem;
}

function answerReserved(reply: FastifyReply, reserved: Reserved, now: number): FastifyReply {
  switch (reserved.outcome) {
    case 'reserved':
      return reply.code(201).send(viewOf(reserved.reservation));
    case 'already':
      return answerAlready(reply, reserved.reservation);
    case 'refused': {
      const { status, retryAfterS, ...said } = sayRefusal(reserved.refusal, now);
      if (retryAfterS !== null) void reply.header('retry-after', String(retryAfterS));
      return reply.code(status).send(said);
    }
    case 'unavailable':
      return refuseForNow(reply, 'could not be written down now: nothing is held, ask again');
    default:
      return reserved satisfies never;
  }
}

/** Only what is held still is a yes: who goes by the status must not make a second call on a reservation that is over. */
function answerAlready(reply: FastifyReply, reservation: Reservation): FastifyReply {
  const { id, state } = reservation;
  if (state === 'open') return reply.code(200).send(viewOf(reservation));
  return refuse(reply, 409, `reservation ${id} is ${state} already: another call needs another id`);
}

function answerEnded(reply: FastifyReply, ended: ReservationEnded): FastifyReply {
  switch (ended.outcome) {
    case 'settled':
    case 'cancelled':
    case 'already':
      return reply.send({ ...viewOf(ended.reservation), costUsd: usdOrNull(ended.costPico) });
    case 'conflict': {
      const { id, state } = ended.reservation;
      const next =
        state === 'expired'
          ? 'its lease ran out, and what was held is booked: settle it with what the call came to ({"costUsd":"0"} where none was made)'
          : state === 'cancelled'
            ? 'if the call was made after all, report it (POST /v1/usage)'
            : 'what it came to is booked';
      return refuse(reply, 409, `reservation ${id} is ${state} already: ${next}`);
    }
    case 'unknown':
      return refuse(reply, 404, 'this workflow has no reservation of this id');
    case 'unavailable':
      return refuseForNow(reply, 'could not be written down now: it stands as before, send it again');
    default:
      return ended satisfies never;
  }
}

function viewOf({ id, workflow, provider, model, held, at, leaseUntil, state }: Reservation) {
  return {
    id,
    workflow,
    provider,
    model,
    state,
    reservedUsd: dollarsOf(held.pico),
    reservedTokens: held.tokens,
    reservedAt: new Date(at).toISOString(),
    leaseUntil: new Date(leaseUntil).toISOString(),
  };
}

function usdOrNull(pico: bigint | null): string | null {
  return pico === null ? null : dollarsOf(pico);
}
