import type { FastifyReply } from 'fastify';

/** Answers `{ error }`; `error` says in a line what is wrong and what to do. */
export function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error });
}

/** What could not be stored may be asked again soon. */
export function refuseForNow(reply: FastifyReply, error: string): FastifyReply {
  return refuse(reply.header('retry-after', '5'), 503, error);
}
