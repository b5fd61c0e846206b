import type { FastifyReply } from 'fastify';
import type { Reservation } from '../core/ledger.ts';
import { dollarsOf } from '../core/money.ts';
import type { ReservationEnded, Reserved } from '../core/reserving.ts';
import { refuse, refuseForNow } from './refuse.ts';
import { sayRefusal } from './say-refusal.ts';

/** What became of the wish for a reservation. `now`: epoch milliseconds. */
export function answerReserved(reply: FastifyReply, reserved: Reserved, now: number): FastifyReply {
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

/** What became of a settlement or a cancellation. */
export function answerEnded(reply: FastifyReply, ended: ReservationEnded): FastifyReply {
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
