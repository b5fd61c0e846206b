import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CommandUse, UseOutcome } from '../core/chat.ts';
import { clip, oneLine } from '../core/clip.ts';
import { errorText } from '../core/error-text.ts';
import type { Actor } from '../core/incident.ts';
import type { Log } from '../core/ports.ts';
import { useOutcomeOf, type DeedOutcome } from '../core/use-outcome.ts';

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
const UNNAMED = 'command line';
export const ACTOR_RULE = 'as must be a name of at most 32 letters, digits, dots, hyphens and underscores';

/** Who acts: whoever has the machine or the key says so; there is nobody to doubt it. */
export const actorFields = {
  as: z
    .string()
    .regex(/^[\w.-]{1,32}$/)
    .default(UNNAMED),
};
const actorBody = z.object(actorFields);

/** What a body or an address says where it is text, whatever else is wrong with it. */
const word = z.string().optional().catch(undefined);
const sayable = z.object({ id: word, target: word, duration: word, reason: word, as: word });

/** The actor of a request that says nothing else; `null`: its body can't be used. */
export function actorOf(request: FastifyRequest): Actor | null {
  const body = actorBody.safeParse(request.body ?? {});
  return body.success ? actor(body.data.as) : null;
}

export function actor(name: string): Actor {
  return { name, via: 'command line' };
}

/** What somebody asked for, as it would be typed. */
interface Line {
  readonly command: string;
  readonly args: string;
}

/** Does what somebody asked for, and writes down that they did, as a command of a chat is. Throws what `act` throws. */
export async function recorded<T extends { readonly outcome: DeedOutcome }>(
  deps: ActDeps,
  by: Actor,
  line: Line,
  act: () => Promise<T>,
): Promise<T> {
  let outcome: UseOutcome = 'failed';
  try {
    const done = await act();
    outcome = useOutcomeOf(done.outcome);
    return done;
  } finally {
    await write(deps, by, line, outcome);
  }
}

/** Writes down that somebody asked in a way that can't be understood. */
export async function recordMisuse(deps: ActDeps, request: FastifyRequest, command: string): Promise<void> {
  const given = sayable.safeParse(request.body).data ?? {};
  const { id } = sayable.parse(request.params);
  const words = [id, given.target, given.duration, given.reason].filter((word) => word !== undefined);
  const name = actorBody.safeParse({ as: given.as }).data?.as ?? UNNAMED;
  await write(deps, actor(name), { command, args: words.join(' ') }, 'usage');
}

async function write(deps: ActDeps, by: Actor, line: Line, outcome: UseOutcome): Promise<void> {
  const { command } = line;
  const args = clip(oneLine(deps.redact(line.args)), MAX_ARGS);
  const user = { platform: 'command line', id: by.name, name: by.name } as const;
  const use: CommandUse = { at: deps.now(), user, chat: '', operator: by.name, command, args, outcome };
  await deps
    .record(use)
    // A table that can't be written to must not keep an answer back.
    .catch((error: unknown) => deps.log.error('command-unrecorded', { error: errorText(error) }));
  deps.log.info('command', { command, args, operator: by.name, platform: by.via, outcome });
}
