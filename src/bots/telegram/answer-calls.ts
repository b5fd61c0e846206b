import { z } from 'zod';
import type { MessageImage } from '../../core/message.ts';
import { loadLibrary, type TelegramClient } from './client.ts';
import { withDateTimes } from './date-times.ts';
import { notTheApi, TelegramError } from './error.ts';
import { contentOf, type RichText } from './rich-text.ts';
import { topicOf } from './target.ts';
import type { HeardCommand, HeardPress } from './update.ts';

export type HeardCall = HeardCommand | HeardPress;

const sentSchema = z.object({ message_id: z.int() });

/** What an answer is made of: each makes one call where the command was said, and throws a `TelegramError`. */
export interface AnswerCalls {
  /** Gives the message's id. */
  post(rich: RichText, signal: AbortSignal): Promise<number>;
  /** To what stands there already is done. */
  edit(id: number, rich: RichText, signal: AbortSignal): Promise<void>;
  /** `silent`: makes no sound, because the text beside it does. */
  postPhoto(
    image: MessageImage,
    caption: RichText,
    options: { readonly silent: boolean },
    signal: AbortSignal,
  ): Promise<void>;
}

/** The calls that answer a command, as a reply to it, or under the message whose button was pressed. */
export function answerCalls(heard: HeardCall, client: TelegramClient): AnswerCalls {
  const chat_id = Number(heard.place.chat);
  const place = {
    chat_id,
    ...topicOf(heard.place.thread),
    // Who pressed looks at the chat; nobody else asked for anything.
    ...(heard.kind === 'press' ? { disable_notification: true } : {}),
    reply_parameters: { message_id: heard.messageId, allow_sending_without_reply: true },
  };

  return {
    async post(rich, signal) {
      const sent = await withDateTimes(rich, (rich) =>
        client.call(signal, (raw, s) => raw.sendMessage({ ...place, ...contentOf(rich) }, s)),
      );
      const parsed = sentSchema.safeParse(sent);
      if (!parsed.success) throw notTheApi();
      return parsed.data.message_id;
    },
    async edit(message_id, rich, signal) {
      try {
        await withDateTimes(rich, (rich) =>
          client.call(signal, (raw, s) =>
            raw.editMessageText({ chat_id, message_id, ...contentOf(rich) }, s),
          ),
        );
      } catch (error) {
        if (!isUnchanged(error)) throw error;
      }
    },
    async postPhoto({ png }, caption, { silent }, signal) {
      const { InputFile } = await loadLibrary();
      await withDateTimes(caption, ({ text, entities }) =>
        client.call(signal, (raw, s) =>
          raw.sendPhoto(
            {
              ...place,
              ...(silent ? { disable_notification: true } : {}),
              photo: new InputFile(png, 'chart.png'),
              caption: text,
              caption_entities: entities,
            },
            s,
          ),
        ),
      );
    },
  };
}

function isUnchanged(error: unknown): boolean {
  const refusal = error instanceof TelegramError ? error.refusal : null;
  return refusal?.code === 400 && /message is not modified/i.test(refusal.description);
}
