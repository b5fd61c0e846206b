import { z } from 'zod';
import { bad, yes, type Answer } from './answers.ts';
import { findChat } from './chats.ts';
import type { Query, World } from './world.ts';

const NOTE_LENGTH = 200;
const DATA_BYTES = 64;
/** How long a press can be answered. Telegram does not say; it is less than a minute. */
const ANSWERED_WITHIN_MS = 60_000;

/** Somebody presses a button. */
export interface Press {
  /** Of the message with the button; one that the fake does not have is out of the bot's reach. */
  readonly messageId: number;
  readonly data: string;
  readonly chat: number;
  readonly user?: { readonly id: number; readonly username?: string };
  /** How long ago it was, milliseconds. */
  readonly ageMs?: number;
}

/** The update of a press, as getUpdates gives it; the press can be answered from now on. */
export function pressUpdate(press: Press, world: World): Record<string, unknown> {
  const { messageId, data, user = { id: 111, username: 'ada' }, ageMs = 0 } = press;
  if (data === '' || Buffer.byteLength(data) > DATA_BYTES) throw new Error('no such button can be');
  const found = findChat(world.chats, press.chat);
  if ('ok' in found) throw new Error(`the bot is not in ${press.chat}`);
  const { id: chatId, type, title, first_name: firstName } = found;
  const chat = { id: chatId, type, ...(title === undefined ? { first_name: firstName } : { title }) };
  const message = world.sent.find((each) => each.chat === chatId && each.id === messageId);
  const at = world.now() - ageMs;
  const query: Query = { id: `query-${world.queries.length + 1}`, at, note: null };
  world.queries.push(query);
  return {
    id: query.id,
    from: { id: user.id, is_bot: false, first_name: 'Somebody', username: user.username },
    chat_instance: '1',
    data,
    message:
      message === undefined
        ? { message_id: messageId, date: 0, chat }
        : {
            message_id: messageId,
            date: Math.floor(at / 1_000),
            chat,
            from: { id: world.me.id, is_bot: true, first_name: 'Pithead' },
            text: message.text,
            ...(message.thread === null ? {} : { message_thread_id: message.thread, is_topic_message: true }),
          },
  };
}

/** https://core.telegram.org/bots/api#answercallbackquery */
export function answerQuery(world: World, payload: Readonly<Record<string, unknown>>): Answer {
  const parsed = z.object({ callback_query_id: z.string(), text: z.string().default('') }).safeParse(payload);
  if (!parsed.success) return bad('query_id is missing');
  const { callback_query_id: id, text } = parsed.data;
  if (text.length > NOTE_LENGTH) return bad('MESSAGE_TOO_LONG');
  const query = world.queries.find((each) => each.id === id);
  if (query === undefined || query.note !== null || world.now() - query.at > ANSWERED_WITHIN_MS) {
    return bad('query is too old and response timeout expired or query ID is invalid');
  }
  query.note = text;
  return yes(true);
}
