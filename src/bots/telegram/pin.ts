import type { Channel } from '../../core/ports.ts';
import { TelegramError } from './error.ts';
import type { SendDeps } from './send.ts';

/** Pins a message of ours, of which nobody is told. Throws a `TelegramError`, like one who lacks the right to pin. */
export function createPin({
  client,
  home,
  failed,
}: Pick<SendDeps, 'client' | 'home' | 'failed'>): NonNullable<Channel['pin']> {
  return async (ref, signal) => {
    const chat = ref.place?.['chat'] ?? (await home.chat());
    const pin = { chat_id: Number(chat), message_id: Number(ref.id), disable_notification: true };
    try {
      await client.call(signal, (raw, s) => raw.pinChatMessage(pin, s));
    } catch (error) {
      if (error instanceof TelegramError) failed(error.verdict.reason);
      throw error;
    }
  };
}
