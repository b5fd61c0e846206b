import type { Rerun } from '../../core/alerts.ts';
import { manyLines } from '../../core/clip.ts';
import { countOf } from '../../core/count-of.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { fit, type Part } from './fit.ts';
import { nearest } from './nearest.ts';
import { part, say } from './say.ts';

const MAX_NAME = 60;
/** What is found stands beside the name where it is one line of so many characters, else below, a line each. */
const MAX_BESIDE = 110;
const MAX_LINE = 400;
/** UTF-16 units of what was found, as Discord shows it. */
const ROOM = 3_400;
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
    args: [
      {
        name: 'canary',
        about: 'what to look at: database, vitals, connection or deadman, as an incident names it',
        required: true,
      },
    ],
    example: '/run database',
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
  const found = `${part(name, MAX_NAME)} ${SAID[done.outcome]}`;
  const [line = '', ...more] = manyLines(done.detail)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (line === '') return say(found);
  if (more.length === 0 && line.length <= MAX_BESIDE) return say(`${found}: ${line}`);
  return say(found, fit([factsPart([line, ...more])]));
}

function factsPart(lines: readonly string[]): Part {
  return {
    title: null,
    entries: lines.map((line) => [part(line, MAX_LINE)]),
    more: (left) => `… ${countOf(left, 'more line')}`,
    room: ROOM,
  };
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
