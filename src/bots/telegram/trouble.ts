import type { ChannelTrouble } from '../../core/chat.ts';

const SAYINGS = {
  'token-refused': {
    title: (channel: string) => `Telegram refuses the token of channel ${channel}`,
    body: 'Nothing is sent there until it is right. Ask @BotFather for the token (/mybots), put it into .env (or wherever the configuration takes it from), and restart.',
  },
  'second-poller': {
    title: (channel: string) => `Another program takes the commands for channel ${channel}`,
    body: 'Only one program may listen with a bot; messages still go out. Stop the other one, or give this one a bot of its own.',
  },
} as const;

/** What is told in the other channels when a bot can't listen or send. */
export function sayTrouble(kind: keyof typeof SAYINGS, channel: string): ChannelTrouble {
  const { title, body } = SAYINGS[kind];
  return { channel, kind, title: title(channel), body };
}

export function sayMigrated(channel: string, from: string, to: string): ChannelTrouble {
  return {
    channel,
    kind: 'chat-migrated',
    title: `The group of channel ${channel} became a supergroup`,
    body: `Its id was ${from} and is ${to} now, which is used from here on. Write chat: ${to} into the configuration when you next edit it.`,
  };
}
