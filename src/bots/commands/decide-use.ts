import { ROLES, type ChatCall, type Operator, type Role } from '../../core/chat.ts';
import type { Message } from '../../core/message.ts';
import type { ChatCommand } from './command.ts';
import { nearest } from './nearest.ts';
import { parseArguments } from './parse-arguments.ts';
import { part, say } from './say.ts';

export type UseDecision =
  | {
      readonly outcome: 'allowed';
      readonly command: ChatCommand;
      readonly args: ReadonlyMap<string, string>;
    }
  /** `answer`: one line that says why not and what to do instead. */
  | { readonly outcome: 'role' | 'usage'; readonly answer: Message };

/** What to do with an operator's call. The role comes before the arguments: who may not, need not learn how. */
export function decideUse(
  call: Pick<ChatCall, 'command' | 'args'>,
  operator: Operator,
  commands: readonly ChatCommand[],
): UseDecision {
  const command = findCommand(call.command, commands);
  if (command === null) return { outcome: 'usage', answer: say(sayUnknown(call.command, commands)) };
  if (!mayUse(operator.role, command)) {
    return { outcome: 'role', answer: say(sayForbidden(command, operator)) };
  }
  const parsed = parseArguments(command.info, call.args);
  if (!parsed.ok) return { outcome: 'usage', answer: say(parsed.problem) };
  return { outcome: 'allowed', command, args: parsed.args };
}

/** The command of a name; phones write the first letter large. */
export function findCommand(name: string, commands: readonly ChatCommand[]): ChatCommand | null {
  const small = name.toLowerCase();
  return commands.find(({ info }) => info.name === small) ?? null;
}

export function mayUse(role: Role, command: Pick<ChatCommand, 'role'>): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(command.role);
}

export function sayUnknown(name: string, commands: readonly ChatCommand[]): string {
  const near = nearest(
    name,
    commands.map(({ info }) => info.name),
  );
  const meant = near === null ? '/help lists them all' : `did you mean /${near}?`;
  return `There is no /${part(name, 32)}: ${meant}`;
}

export function sayForbidden({ info, role }: ChatCommand, operator: Operator): string {
  return `/${info.name} takes the role ${role}; ${operator.name} has ${operator.role}`;
}
