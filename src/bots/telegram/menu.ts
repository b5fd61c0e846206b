import type { Clock } from '../../core/clock.ts';
import { SECOND_MS } from '../../core/duration.ts';
import type { CommandInfo } from '../../core/chat.ts';
import type { Log } from '../../core/ports.ts';
import type { TelegramClient } from './client.ts';
import { withDeadline } from './deadline.ts';

const DEADLINE_MS = 15 * SECOND_MS;

export interface MenuDeps {
  readonly client: TelegramClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Shows the commands in the menu of these chats and nowhere else. What fails is only logged: commands work without a
 * menu. Never throws.
 */
export async function setMenus(
  chats: readonly string[],
  list: readonly CommandInfo[],
  { client, clock, log, signal }: MenuDeps,
): Promise<void> {
  const commands = list.map(({ name, about }) => ({ command: name, description: about }));
  const call = async (what: string, does: Parameters<typeof client.call>[1]): Promise<void> => {
    try {
      await withDeadline(clock, DEADLINE_MS, signal, (ends) => client.call(ends, does));
    } catch (error) {
      if (signal.aborted) return;
      log.warn('telegram-menu', { what, error: error instanceof Error ? error.message : 'unknown' });
    }
  };
  await call('everywhere', (raw, s) => raw.deleteMyCommands({ scope: { type: 'default' } }, s));
  for (const chat of new Set(chats)) {
    const scope = { type: 'chat', chat_id: Number(chat) } as const;
    await call(chat, (raw, s) => raw.setMyCommands({ commands, scope }, s));
  }
}
