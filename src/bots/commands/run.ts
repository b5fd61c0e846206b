import type { Rerun } from '../../core/alerts.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { fit, type Part } from './fit.ts';
import { part, say } from './say.ts';
import { sayNoSuch } from './say-no-such.ts';
import { linesOf, moreLines, sayRun } from './say-run.ts';

const MAX_NAME = 60;
/** What is found stands beside the name where it is one line of so many characters, else below, a line each. */
const MAX_BESIDE = 110;
const MAX_LINE = 400;
/** UTF-16 units of what was found, as Discord shows it. */
const ROOM = 3_400;

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
        about: 'a canary’s name, or database, vitals, connection or deadman, as an incident names it',
        required: true,
      },
    ],
    example: '/run database',
  },
  role: 'operator',
  button: true,
  async run(args, services, { progress }) {
    const name = args.get('canary') ?? '';
    const done = await services.rerun(name, (line) => progress(say(line)));
    return { outcome: useOutcomeOf(done.outcome), message: sayFound(done, name) };
  },
} as const satisfies ChatCommand;

function sayFound(done: Awaited<ReturnType<Rerun>>, name: string): Message {
  if (done.outcome === 'unknown') return sayUnknown(name, done.names);
  if (done.run !== undefined) return sayRun(done.run);
  const found = `${part(name, MAX_NAME)} ${SAID[done.outcome]}`;
  const [line = '', ...more] = linesOf(done.detail);
  if (line === '') return say(found);
  if (more.length === 0 && line.length <= MAX_BESIDE) return say(`${found}: ${line}`);
  return say(found, fit([factsPart([line, ...more])]));
}

function factsPart(lines: readonly string[]): Part {
  return {
    title: null,
    entries: lines.map((line) => [part(line, MAX_LINE)]),
    more: moreLines,
    room: ROOM,
  };
}

function sayUnknown(name: string, names: readonly string[]): Message {
  if (names.length > 0) return say(sayNoSuch('', name, names, 'run'));
  return say(`There is no ${part(name, MAX_NAME)}: nothing here can be looked at again at will`);
}
