import { randomInt } from 'node:crypto';
import { backoffMs } from '../../core/backoff.ts';
import type { CommandInfo } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { HOUR_MS, SECOND_MS } from '../../core/duration.ts';
import { verdictOf } from '../../core/far-end.ts';
import type { Log } from '../../core/ports.ts';
import type { TelegramClient } from './client.ts';
import { pause, withDeadline } from '../deadline.ts';

const DEADLINE_MS = 15 * SECOND_MS;
const FIRST_WAIT_MS = 10 * SECOND_MS;
const TRIES = 10;

export interface MenuDeps {
  readonly client: TelegramClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Shows the commands in the menu of these chats and nowhere else. What fails is only logged, and tried again where that
 * may help: commands work without a menu. Never throws.
 */
export async function setMenus(
  chats: readonly string[],
  list: readonly CommandInfo[],
  { client, clock, log, signal }: MenuDeps,
): Promise<void> {
  const commands = list.map(({ name, about }) => ({ command: name, description: about }));
  const call = async (what: string, does: Parameters<typeof client.call>[1]): Promise<void> => {
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await withDeadline(clock, DEADLINE_MS, signal, (ends) => client.call(ends, does));
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.warn('telegram-menu', { what, error: error instanceof Error ? error.message : 'unknown' });
        const { action, reason, retryAfterMs } = verdictOf(error);
        if (action === 'refuse' || reason === 'unauthorized' || failures === TRIES) return;
        const ownMs = backoffMs(failures, randomInt(1_000) / 1_000, FIRST_WAIT_MS, HOUR_MS);
        await pause(clock, retryAfterMs ?? ownMs, signal);
      }
    }
  };
  await call('everywhere', (raw, s) => raw.deleteMyCommands({ scope: { type: 'default' } }, s));
  for (const chat of new Set(chats)) {
    const scope = { type: 'chat', chat_id: Number(chat) } as const;
    await call(chat, (raw, s) => raw.setMyCommands({ commands, scope }, s));
  }
}
