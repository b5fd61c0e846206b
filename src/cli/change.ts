import { userInfo } from 'node:os';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { controlKey } from '../own-secrets.ts';
import { CommandFailed, reasonOf } from './failure.ts';
import { postJson } from './post-json.ts';
import { runningOf } from './setting.ts';

const refusedSchema = z.object({ error: z.string() });
const MAX_NAME = 32;

/**
 * Has the running program change something, in the name of the machine's user. Ends the command where it refuses:
 * with 2 where it was asked wrongly, else with 1. `failed`: what did not happen, before the program's own words.
 */
export async function change<T>(
  config: Config,
  path: string,
  asked: {
    readonly body?: Readonly<Record<string, string>>;
    readonly answer: z.ZodType<T>;
    readonly failed: string;
  },
): Promise<T> {
  const { privateUrl } = runningOf(config);
  const headers = { authorization: `Bearer ${controlKey(config.dataDir).reveal()}` };
  const { status, body } = await postJson(privateUrl + path, headers, {
    ...asked.body,
    as: machineUser(),
  }).catch((error: unknown) => {
    throw new CommandFailed(`${privateUrl} can't be reached (${reasonOf(error)}): is the program running?`);
  });
  const refused = refusedSchema.safeParse(body);
  if (refused.success) {
    throw new CommandFailed(`${asked.failed}: ${refused.data.error}`, status === 400 ? 2 : 1);
  }
  const answer = asked.answer.safeParse(body);
  if (answer.success) return answer.data;
  throw new CommandFailed(`${privateUrl} answered ${status}, but not as Pithead does`);
}

/** Whoever runs the command, for the audit trail; `undefined` where the machine knows no name. */
function machineUser(): string | undefined {
  try {
    return (
      userInfo()
        .username.replace(/[^\w.-]+/g, '-')
        .slice(0, MAX_NAME) || undefined
    );
  } catch {
    return undefined;
  }
}
