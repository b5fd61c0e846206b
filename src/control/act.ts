import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CommandUse } from '../core/chat.ts';
import { clip, oneLine } from '../core/clip.ts';
import { errorText } from '../core/error-text.ts';
import type { Actor } from '../core/incident.ts';
import type { Log } from '../core/ports.ts';

export interface ActDeps {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Writes an act down for the audit trail. */
  readonly record: (use: CommandUse) => Promise<void>;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
  readonly log: Log;
}

const MAX_ARGS = 200;
export const ACTOR_RULE = 'as must be a name of at most 32 letters, digits, dots, hyphens and underscores';

/** Who acts: whoever has the machine or the key says so; there is nobody to doubt it. */
export const actorFields = {
  as: z
    .string()
    .regex(/^[\w.-]{1,32}$/)
    .default('command line'),
};
const actorBody = z.object(actorFields);

/** The actor of a request that says nothing else; `null`: its body can't be used. */
export function actorOf(request: FastifyRequest): Actor | null {
  const body = actorBody.safeParse(request.body ?? {});
  return body.success ? actor(body.data.as) : null;
}

export function actor(name: string): Actor {
  return { name, via: 'command line' };
}

/** Does what somebody asked for, and writes down that they did, as a command of a chat is. Throws what `act` throws. */
export async function recorded<T extends { readonly outcome: string }>(
  deps: ActDeps,
  by: Actor,
  line: { readonly command: string; readonly args: string },
  act: () => Promise<T>,
): Promise<T> {
  let outcome: CommandUse['outcome'] = 'failed';
  try {
    const done = await act();
    if (done.outcome !== 'unavailable') outcome = 'allowed';
    return done;
  } finally {
    const args = clip(oneLine(deps.redact(line.args)), MAX_ARGS);
    const user = { platform: 'command line', id: by.name, name: by.name } as const;
    await deps
      .record({ at: deps.now(), user, chat: '', operator: by.name, command: line.command, args, outcome })
      // A table that can't be written to must not keep an answer back.
      .catch((error: unknown) => deps.log.error('command-unrecorded', { error: errorText(error) }));
    deps.log.info('command', { command: line.command, args, operator: by.name, platform: by.via, outcome });
  }
}
