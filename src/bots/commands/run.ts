import type { Rerun } from '../../core/alerts.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { nearest } from './nearest.ts';
import { part, say } from './say.ts';

const MAX_NAME = 60;
const MAX_DETAIL = 110;
const MAX_LISTED = 12;

const SAID = {
  ok: 'is well',
  failing: 'still fails',
  unmeasured: 'could not be looked at',
} as const;

export const runCommand = {
  info: {
    name: 'run',
    about: 'look again at once, without waiting for the schedule',
    args: [{ name: 'canary', about: 'what to look at, as an incident names it', required: true }],
    example: '/run pong',
  },
  role: 'operator',
  button: true,
  async run(args, services) {
    const name = args.get('canary') ?? '';
    const done = await services.rerun(name);
    return { outcome: useOutcomeOf(done.outcome), message: sayFound(done, name) };
  },
} as const satisfies ChatCommand;

function sayFound(done: Awaited<ReturnType<Rerun>>, name: string): Message {
  if (done.outcome === 'unknown') return sayNoSuch(name, done.names);
  const detail = done.detail === '' ? '' : `: ${part(done.detail, MAX_DETAIL)}`;
  return say(`${part(name, MAX_NAME)} ${SAID[done.outcome]}${detail}`);
}

function sayNoSuch(name: string, names: readonly string[]): Message {
  const asked = part(name, MAX_NAME);
  if (names.length === 0) return say(`There is no ${asked}: nothing here can be looked at again at will`);
  const near = nearest(name, names);
  const listed = names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '');
  return say(
    `There is no ${asked}: ${near === null ? `it is one of ${listed}` : `did you mean /run ${near}?`}`,
  );
}
