import type { ChannelDeps } from '../../../src/bots/channel-adapter.ts';
import { discordChannel } from '../../../src/bots/discord.ts';
import { eventIdOf, newTraceId } from '../../../src/core/ids.ts';
import type { Message, Origin, Outgoing, SendContext } from '../../../src/core/message.ts';
import type { ChannelTrouble } from '../../../src/core/chat.ts';
import type { Channel } from '../../../src/core/ports.ts';
import { channelDeps } from '../channel-deps.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { CHANNEL_ID } from './objects.ts';
import { DISCORD_TOKEN, type FakeDiscord } from './server.ts';
import { createWaitable, type Waitable } from './waiting.ts';

export const ORIGIN: Origin = {
  eventId: eventIdOf(12345n),
  traceId: newTraceId((length) => new Uint8Array(length).fill(0xab)),
  source: 'github',
  type: 'push',
  time: Date.UTC(2026, 10, 22, 3),
};
export const MESSAGE: Message = { title: 'ada pushed', body: 'Fix it', link: 'https://example.org/1' };

type Post = Extract<Outgoing, { kind: 'post' }>;

export function post(changes: Partial<Post> = {}): Post {
  return {
    kind: 'post',
    message: MESSAGE,
    severity: 'info',
    status: null,
    origin: ORIGIN,
    buttons: [],
    silent: false,
    ...changes,
  };
}

let nonces = 0;
export function context(changes: Partial<SendContext> = {}): SendContext {
  nonces += 1;
  return {
    nonce: `nonce-${nonces}`,
    possibleRepeat: false,
    signal: new AbortController().signal,
    ...changes,
  };
}

export interface Opened {
  readonly channel: Channel;
  readonly clock: FakeClock;
  readonly troubles: Waitable<ChannelTrouble>;
  /** The steps of the log. */
  readonly steps: Waitable<string>;
}

/** A channel of the real adapter on the fake Discord. */
export function openChannel(
  discord: FakeDiscord,
  changes: {
    readonly name?: string;
    readonly token?: string;
    readonly id?: string;
  } & Partial<ChannelDeps> = {},
): Opened {
  const { name = 'alerts', token = DISCORD_TOKEN, id = CHANNEL_ID, ...deps } = changes;
  const clock = createFakeClock();
  const troubles = createWaitable<ChannelTrouble>();
  const steps = createWaitable<string>();
  const note = (step: string): void => steps.add(step);
  const entry = { type: 'discord', token, channel: id, apiRoot: discord.apiRoot } as const;
  const channel = discordChannel.create(
    name,
    entry,
    channelDeps({
      clock,
      log: { info: note, warn: note, error: note },
      report: (trouble) => troubles.add(trouble),
      ...deps,
    }),
  );
  return { channel, clock, troubles, steps };
}
