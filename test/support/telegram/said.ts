import { findChat } from './chats.ts';
import type { World } from './world.ts';

/** What somebody says in a chat. */
export interface Said {
  readonly text: string;
  readonly chat: number;
  /** A forum's topic. */
  readonly thread?: number;
  readonly user?: { readonly id: number; readonly username?: string; readonly isBot?: boolean };
  /** How old it is, milliseconds. */
  readonly ageMs?: number;
  /** More fields of the message, like `forward_origin`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The message as getUpdates gives it. */
export function messageUpdate(said: Said, id: number, { chats, now }: World): Record<string, unknown> {
  const { text, thread, user = { id: 111, username: 'ada' }, ageMs = 0, more = {} } = said;
  const chat = findChat(chats, said.chat);
  if ('ok' in chat) throw new Error(`the bot is not in ${said.chat}`);
  const { id: chatId, type, title, first_name: firstName } = chat;
  const command = /^\/\w+(?:@\w+)?/.exec(text)?.[0];
  return {
    message_id: id,
    date: Math.floor((now() - ageMs) / 1_000),
    from: {
      id: user.id,
      is_bot: user.isBot ?? false,
      first_name: 'Somebody',
      ...(user.username === undefined ? {} : { username: user.username }),
    },
    chat: { id: chatId, type, ...(title === undefined ? { first_name: firstName } : { title }) },
    text,
    ...(command === undefined
      ? {}
      : { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }),
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...more,
  };
}
