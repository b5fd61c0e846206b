import { z } from 'zod';
import { pressedCommand, type ChatPlace, type ChatUser } from '../../core/chat.ts';

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

/** A press of a button (https://core.telegram.org/bots/api#callbackquery); `date` of a message out of reach is 0. */
const querySchema = z.object({
  id: z.string(),
  from: userSchema,
  message: messageSchema,
  data: z.string(),
});

/** What every update has, whatever it tells of. */
export const updatesSchema = z.array(z.looseObject({ update_id: z.int() }));

interface HeardCall {
  readonly user: ChatUser;
  readonly place: ChatPlace;
  /** Lower case, without the slash. */
  readonly command: string;
  /** The rest of the line. Untrusted. */
  readonly args: string;
  /** What is replied to: the command, or the message that the button belongs to. */
  readonly messageId: number;
}

/** A command as somebody typed it. */
export interface HeardCommand extends HeardCall {
  readonly kind: 'command';
  readonly pressed: false;
  /** Epoch milliseconds, by Telegram's clock. */
  readonly at: number;
}

/** A button that somebody pressed; Telegram does not say when. */
export interface HeardPress extends HeardCall {
  readonly kind: 'press';
  readonly pressed: true;
  /** By which it is answered, once and soon. */
  readonly queryId: string;
}

/** A group became a supergroup, which has another id. */
interface HeardMigration {
  readonly kind: 'migration';
  readonly from: string;
  readonly to: string;
}

export type Heard = HeardCommand | HeardPress | HeardMigration;

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]{1,64}))?(?:[^\S\n]+([^\n]*))?(?:\n|$)/i;

/**
 * What an update means to us; `null`: nothing. `botName` is without the `@`: commands for another bot mean nothing,
 * nor do those that a person did not type here (forwarded, by another bot).
 */
export function readUpdate(update: unknown, botName: string): Heard | null {
  const press = z.object({ callback_query: querySchema }).safeParse(update).data?.callback_query;
  if (press !== undefined) return readPress(press);
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
    place: placeOf(message, from),
    pressed: false,
    messageId: message.message_id,
    at: message.date * 1_000,
  };
}

/** Of what is no action of ours, all is the command: who presses it, learns that the button is not known. */
function readPress({ id, from, message, data }: z.infer<typeof querySchema>): HeardPress | null {
  if (from.is_bot) return null;
  const { command, args } = pressedCommand(data) ?? { command: data, args: '' };
  return {
    kind: 'press',
    user: userOf(from),
    place: placeOf(message, from),
    command,
    args: typeof args === 'string' ? args : '',
    pressed: true,
    messageId: message.message_id,
    queryId: id,
  };
}

/** `/start CODE` is what a deep link types (https://core.telegram.org/bots/features#deep-linking). */
function meant(command: string, args: string): { readonly command: string; readonly args: string } {
  if (command !== 'start') return { command, args };
  return args === '' ? { command: 'help', args } : { command: 'pair', args };
}

function userOf(from: z.infer<typeof userSchema>): ChatUser {
  const { first_name: first, last_name: last, username } = from;
  const name = username === undefined ? [first, last ?? ''].join(' ').trim() : `@${username}`;
  return { platform: 'telegram', id: String(from.id), name };
}

function placeOf({ chat, ...message }: TelegramMessage, from: z.infer<typeof userSchema>): ChatPlace {
  // Without the mark, the number is that of a chain of replies in a group without topics.
  const thread = message.is_topic_message === true ? (message.message_thread_id ?? null) : null;
  return {
    chat: String(chat.id),
    thread: thread === null ? null : String(thread),
    guild: null,
    private: chat.type === 'private',
    title: chat.title ?? from.first_name,
  };
}
