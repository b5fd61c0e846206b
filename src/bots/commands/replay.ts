import type { ChatServices } from '../../core/chat-services.ts';
import type { Message } from '../../core/message.ts';
import { useOutcomeOf } from '../../core/use-outcome.ts';
import type { ChatCommand } from './command.ts';
import { say } from './say.ts';
import { sayUnknownId } from './say-unknown-id.ts';

export const replayCommand = {
  info: {
    name: 'replay',
    about: 'send an event again, by the routes as they are now',
    args: [{ name: 'id', about: 'an event’s id', required: true }],
    example: '/replay 1m5ma3pfz0000',
  },
  role: 'operator',
  async run(args, services) {
    const id = args.get('id') ?? '';
    const replayed = await services.replay(id);
    return { outcome: useOutcomeOf(replayed.outcome), message: sayReplayed(replayed, id) };
  },
} as const satisfies ChatCommand;

function sayReplayed(replayed: Awaited<ReturnType<ChatServices['replay']>>, id: string): Message {
  switch (replayed.outcome) {
    case 'replayed': {
      const { channels } = replayed;
      const to = channels.length === 0 ? 'nowhere: no route matches it' : channels.join(', ');
      return say(`${replayed.id} is sent again to ${to}`);
    }
    case 'unknown':
      return sayUnknownId(id);
    case 'unavailable':
      return say(`${id} could not be stored again: try in a minute`);
    default:
      return replayed satisfies never;
  }
}
