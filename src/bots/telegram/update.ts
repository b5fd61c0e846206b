import { z } from 'zod';
import type { ChatPlace, ChatUser } from '../../core/chat.ts';

const userSchema = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string().default(''),
  last_name: z.string().optional(),
  username: z.string().optional(),
});

const messageSchema = z.object({
  message_id: z.int(),
  date: z.int(),
  from: userSchema.optional(),
  chat: z.object({ id: z.int(), type: z.string(), title: z.string().optional() }),
  text: z.string().optional(),
  is_topic_message: z.boolean().optional(),
  message_thread_id: z.int().optional(),
  migrate_to_chat_id: z.int().optional(),
  forward_origin: z.unknown().optional(),
  via_bot: z.unknown().optional(),
});
type TelegramMessage = z.infer<typeof messageSchema>;

/** What every update has, whatever it tells of. */
export const updatesSchema = z.array(z.looseObject({ update_id: z.int() }));

/** A command as somebody typed it. */
export interface HeardCommand {
  readonly kind: 'command';
  readonly user: ChatUser;
  readonly place: ChatPlace;
  /** Lower case, without the slash. */
  readonly command: string;
  /** The rest of the line. Untrusted. */
  readonly args: string;
  readonly messageId: number;
  /** Epoch milliseconds, by Telegram's clock. */
  readonly at: number;
}

/** A group became a supergroup, which has another id. */
interface HeardMigration {
  readonly kind: 'migration';
  readonly from: string;
  readonly to: string;
}

export type Heard = HeardCommand | HeardMigration;

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]{1,64}))?(?:[^\S\n]+([^\n]*))?(?:\n|$)/i;

/**
 * What an update means to us; `null`: nothing. `botName` is without the `@`: commands for another bot mean nothing,
 * nor do those that a person did not type here (forwarded, by another bot).
 */
export function readUpdate(update: unknown, botName: string): Heard | null {
  const parsed = z.object({ message: messageSchema }).safeParse(update);
  if (!parsed.success) return null;
  const { message } = parsed.data;
  if (message.migrate_to_chat_id !== undefined) {
    return { kind: 'migration', from: String(message.chat.id), to: String(message.migrate_to_chat_id) };
  }
  const { from, text } = message;
  if (from === undefined || from.is_bot || text === undefined) return null;
  if (message.forward_origin !== undefined || message.via_bot !== undefined) return null;
  const [, command, bot, args = ''] = COMMAND.exec(text) ?? [];
  if (command === undefined) return null;
  if (bot !== undefined && bot.toLowerCase() !== botName.toLowerCase()) return null;
  return {
    kind: 'command',
    ...meant(command.toLowerCase(), args.trim()),
    user: userOf(from),
    place: placeOf(message),
    messageId: message.message_id,
    at: message.date * 1_000,
  };
}

/** `/start CODE` is what a deep link types (https://core.telegram.org/bots/features#deep-linking). */
function meant(command: string, args: string): { readonly command: string; readonly args: string } {
  if (command !== 'start') return { command, args };
  return args === '' ? { command: 'help', args } : { command: 'pair', args };
}

function userOf(from: NonNullable<TelegramMessage['from']>): ChatUser {
  const { first_name: first, last_name: last, username } = from;
  const name = username === undefined ? [first, last ?? ''].join(' ').trim() : `@${username}`;
  return { platform: 'telegram', id: String(from.id), name };
}

function placeOf({ chat, from, ...message }: TelegramMessage): ChatPlace {
  // Without the mark, the number is that of a chain of replies in a group without topics.
  const thread = message.is_topic_message === true ? (message.message_thread_id ?? null) : null;
  return {
    chat: String(chat.id),
    thread: thread === null ? null : String(thread),
    guild: null,
    private: chat.type === 'private',
    title: chat.title ?? from?.first_name ?? '',
  };
}
