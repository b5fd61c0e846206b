import type { Message } from '../../core/message.ts';
import { ROLES, type Operator } from '../../core/chat.ts';
import type { Answer, ChatCommand } from './command.ts';
import { findCommand, mayUse, sayForbidden, sayUnknown } from './decide-use.ts';
import { usageOf } from './parse-arguments.ts';
import { say } from './say.ts';

export const helpCommand = {
  info: {
    name: 'help',
    about: 'what can be asked here',
    args: [{ name: 'command', about: 'only this one, with its arguments and an example', required: false }],
    example: '/help mute',
  },
  role: 'viewer',
  run(args, _services, { operator, commands }) {
    const name = args.get('command') ?? null;
    return Promise.resolve(
      name === null
        ? { outcome: 'allowed', message: sayAll(commands, operator) }
        : helpWith(name, commands, operator),
    );
  },
} as const satisfies ChatCommand;

function sayAll(commands: readonly ChatCommand[], operator: Operator): Message {
  const listed = commands.filter(({ unlisted }) => unlisted !== true);
  const may = listed.filter((command) => mayUse(operator.role, command));
  return say(`What ${operator.name} may ask (${operator.role})`, [
    ...may.map(({ info }) => `${usageOf(info)}: ${info.about}`),
    ...ROLES.flatMap((role) => {
      const theirs = listed.filter((command) => command.role === role && !may.includes(command));
      if (theirs.length === 0) return [];
      return ['', `With the role ${role}: ${theirs.map(({ info }) => `/${info.name}`).join(', ')}`];
    }),
  ]);
}

function helpWith(name: string, commands: readonly ChatCommand[], operator: Operator): Answer {
  const bare = name.replace(/^\//, '');
  const command = findCommand(bare, commands);
  if (command === null) return { outcome: 'usage', message: say(sayUnknown(bare, commands)) };
  if (!mayUse(operator.role, command)) {
    return { outcome: 'role', message: say(sayForbidden(command, operator)) };
  }
  return { outcome: 'allowed', message: sayOne(command) };
}

function sayOne({ info }: ChatCommand): Message {
  const examples = [...(info.example === undefined ? [] : [info.example]), ...(info.moreExamples ?? [])];
  return say(`${usageOf(info)}: ${info.about}`, [
    ...info.args.map((arg) => `${arg.required ? arg.name.toUpperCase() : `[${arg.name}]`}: ${arg.about}`),
    ...(examples.length === 0 ? [] : [`For example: ${examples.join(' or ')}`]),
  ]);
}
