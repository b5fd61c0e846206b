import type { ChannelAdapter } from './channel-adapter.ts';
import { consoleChannel } from './console.ts';

/** Every kind of channel there is. */
export const CHANNELS = [consoleChannel] as const satisfies readonly ChannelAdapter[];
