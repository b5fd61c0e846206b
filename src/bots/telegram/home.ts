import { z } from 'zod';
import type { ChannelMemory } from '../../core/chat.ts';

const idSchema = z.string().regex(/^-?[1-9]\d{0,15}$/);

/** The chat a channel posts to: the configured one, or what it became. */
export interface Home {
  /** The chat's id now. Rejects where the memory can't be read. */
  chat(): Promise<string>;
  /** The chat has a new id; resolves to false where that was known. The id holds even where keeping it fails. */
  moveTo(chat: string): Promise<boolean>;
}

export function createHome(channel: string, configured: string, memory: ChannelMemory): Home {
  // By the configured id: what a chat became says nothing about another one that is configured later.
  const name = `chat ${configured}`;
  let current: string | null = null;

  async function chat(): Promise<string> {
    if (current === null) {
      const kept = idSchema.safeParse(await memory.recall(channel, name));
      current ??= kept.success ? kept.data : configured;
    }
    return current;
  }

  return {
    chat,
    async moveTo(to) {
      if ((await chat()) === to) return false;
      current = to;
      await memory.keep(channel, name, to);
      return true;
    },
  };
}
