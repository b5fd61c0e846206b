import type { FastifyInstance } from 'fastify';
import type { LedgerActions } from '../core/ledger-actions.ts';
import { FOR_WORKFLOWS, workflowOf, type Callers } from './callers.ts';
import { idOf } from './params.ts';
import { refuse } from './refuse.ts';
import { answerEnded, answerReserved } from './reservation-answer.ts';
import { askedOf, settlingOf } from './reservation-request.ts';
import type { ReadRecordsDeps } from './usage-record.ts';

export interface ReservationRoutesDeps {
  readonly callers: Callers;
  readonly ledger: LedgerActions;
  readonly now: () => number;
  readonly estimate: ReadRecordsDeps['estimate'];
}

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
  const { callers, ledger, now, estimate } = deps;
  app.post('/v1/reservations/:id/settle', FOR_WORKFLOWS, async (request, reply) => {
    const workflow = await workflowOf(callers, request, reply);
    if (workflow === null) return reply;
    const asked = settlingOf(request.body, idOf(request), { now: now(), estimate });
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
