import type { Unmuted } from '../../core/alerts.ts';
import type { Message } from '../../core/message.ts';
import type { ChatCommand } from './command.ts';
import { part, say } from './say.ts';

const MAX_TARGET = 80;
const MAX_LISTED = 10;

export const unmuteCommand = {
  info: {
    name: 'unmute',
    about: 'end a mute before its time',
    args: [{ name: 'target', about: 'what was muted, as /incidents lists it', required: true }],
    example: '/unmute host=pi',
  },
  role: 'operator',
  async run(args, services, { operator, platform }) {
    const target = args.get('target') ?? '';
    return sayUnmuted(await services.unmute(target, { name: operator.name, via: platform }), target);
  },
} as const satisfies ChatCommand;

function sayUnmuted(done: Unmuted, target: string): Message {
  const asked = part(target, MAX_TARGET);
  switch (done.outcome) {
    case 'unmuted':
      return say(
        `${part(done.silence.target, MAX_TARGET)} is not muted any more: what is wrong there is told again`,
      );
    case 'none':
      return sayNotMuted(done.targets, asked);
    case 'unavailable':
      return say(`${asked} is still muted: the database takes nothing now; try in a minute`);
    default:
      return done satisfies never;
  }
}

function sayNotMuted(targets: readonly string[], asked: string): Message {
  if (targets.length === 0) return say('Nothing is muted');
  const more = targets.length - MAX_LISTED;
  return say(`${asked} is not muted; this is, and /unmute takes it as it stands here:`, [
    ...targets.slice(0, MAX_LISTED).map((target) => part(target, MAX_TARGET)),
    ...(more > 0 ? [`… ${more} more`] : []),
  ]);
}
