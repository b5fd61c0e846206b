import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './guard.ts';
import { refuse } from './refuse.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True where a workflow may come with its own key. */
    readonly forWorkflows?: boolean;
  }
}

/** For the options of a route that workflows may use. */
export const FOR_WORKFLOWS = { config: { forWorkflows: true } } as const;

/** Remembers who sent a request, for its handler. */
export interface Callers {
  /** False: a workflow's key is none for this; answered. */
  admit(request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<boolean>;
  of(request: FastifyRequest): Caller;
}

export function createCallers(): Callers {
  const callers = new WeakMap<FastifyRequest, Caller>();
  return {
    async admit(request, reply, caller) {
      callers.set(request, caller);
      if (caller.kind === 'control' || request.routeOptions.config.forWorkflows === true) return true;
      await refuse(reply, 403, 'the key of a workflow is for its own calls, reservations and budgets only');
      return false;
    },
    of: (request) => callers.get(request) ?? { kind: 'control' },
  };
}

/** The workflow that a request is for; `null`: it came without a workflow's key, and was answered. */
export async function workflowOf(
  callers: Callers,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | null> {
  const caller = callers.of(request);
  if (caller.kind === 'workflow') return caller.name;
  await refuse(
    reply,
    401,
    'whose call is it? send the key of a workflow (Authorization: Bearer KEY, as in workflows.NAME.key)',
  );
  return null;
}
