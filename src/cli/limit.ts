import type { Call } from './command.ts';
import { CommandFailed } from './failure.ts';

const MOST = 500;

/** The option of a command that lists the newest of something. */
export function limitOption(shown: number) {
  return { flag: '--limit <count>', about: `how many, 1 to ${MOST} (default ${shown})` };
}

/** How many rows are asked for, or the end of the command. */
export function limitOf(call: Pick<Call, 'option'>, shown: number): number {
  const limit = Number(call.option('limit') ?? shown);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new CommandFailed(`--limit takes a whole number from 1 to ${MOST}`, 2);
}
