import { afterEach, beforeEach, expect } from 'vitest';
import { verdictOf, type Verdict } from '../../../src/core/far-end.ts';
import type { MessageRef, Outgoing, SendContext } from '../../../src/core/message.ts';
import { context, openChannel, post, type Opened } from './channel.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from './server.ts';

/** A Discord and one channel on it, new for each test. */
export interface Scene {
  readonly discord: FakeDiscord;
  readonly opened: Opened;
  readonly send: (outgoing: Outgoing, given?: Partial<SendContext>) => Promise<MessageRef>;
  /** Of a post that must fail, without a word of the token. */
  readonly verdict: (given?: Partial<SendContext>) => Promise<Verdict>;
}

export function useDiscord(): Scene {
  let current: { readonly discord: FakeDiscord; readonly opened: Opened } | null = null;

  function now(): { readonly discord: FakeDiscord; readonly opened: Opened } {
    if (current === null) throw new Error('there is a scene inside of tests only');
    return current;
  }

  beforeEach(async () => {
    const discord = await startDiscord();
    current = { discord, opened: openChannel(discord) };
  });
  afterEach(async () => {
    const { discord, opened } = now();
    current = null;
    await opened.channel.close();
    await discord.close();
  });

  const send: Scene['send'] = (outgoing, given = {}) => now().opened.channel.send(outgoing, context(given));
  return {
    get discord() {
      return now().discord;
    },
    get opened() {
      return now().opened;
    },
    send,
    async verdict(given = {}) {
      const error: unknown = await send(post(), given).then(
        () => new Error('it was sent'),
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ name: expect.stringMatching(/Error$/) });
      expect(String(error)).not.toContain(DISCORD_TOKEN);
      return verdictOf(error);
    },
  };
}
