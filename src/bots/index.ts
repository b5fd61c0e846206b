import type { ChannelAdapter } from './channel-adapter.ts';
import { consoleChannel } from './console.ts';
import { discordChannel } from './discord.ts';
import { telegramChannel } from './telegram.ts';

/** Every kind of channel there is. */
export const CHANNELS = [
  consoleChannel,
  discordChannel,
  telegramChannel,
] as const satisfies readonly ChannelAdapter[];
