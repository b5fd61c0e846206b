import { z } from 'zod';
import type { FarEndReason } from '../../core/far-end.ts';
import type { MessageRef, Outgoing } from '../../core/message.ts';
import type { Channel } from '../../core/ports.ts';
import type { TelegramClient } from './client.ts';
import { withDateTimes } from './date-times.ts';
import { notTheApi, TelegramError } from './error.ts';
import type { Home } from './home.ts';
import { keyboardOf } from './keyboard.ts';
import { renderOutgoing, type ZoneTimes } from './render.ts';
import { contentOf, type RichText } from './rich-text.ts';
import { topicOf } from './target.ts';

const sentSchema = z.object({ message_id: z.int() });

export interface SendDeps {
  readonly client: TelegramClient;
  readonly home: Home;
  readonly thread: number | null;
  readonly now: () => number;
  readonly times: ZoneTimes;
  /** The group became a supergroup. */
  readonly migrated: (from: string, to: string) => Promise<void>;
  /** A call failed for this reason. */
  readonly failed: (reason: FarEndReason) => void;
}

/** Posts, edits and replies, each by one call; a message that can't be edited any more is sent anew. */
export function createSend(deps: SendDeps): Channel['send'] {
  const { client, home, thread, now, times } = deps;

  return async (outgoing, { possibleRepeat, signal }) => {
    const chat = await home.chat();
    try {
      return await attempt(chat);
    } catch (error) {
      const to = error instanceof TelegramError ? (error.refusal?.migrateTo ?? null) : null;
      if (to === null) {
        if (error instanceof TelegramError) deps.failed(error.verdict.reason);
        throw error;
      }
      await deps.migrated(chat, to);
      return post(to);
    }

    function render(mayRepeat: boolean): RichText {
      return renderOutgoing(outgoing, { possibleRepeat: mayRepeat, now: now(), ...times });
    }

    async function attempt(chat: string): Promise<MessageRef> {
      return outgoing.kind === 'edit' ? edit(outgoing, chat) : post(chat);
    }

    async function edit({ ref, buttons }: Extract<Outgoing, { kind: 'edit' }>, chat: string) {
      const message_id = Number(ref.id);
      const place = ref.place?.['chat'] ?? chat;
      if (!Number.isSafeInteger(message_id) || place !== chat) return post(chat);
      try {
        // An edit that is made twice stands there once.
        await withDateTimes(render(false), (rich) =>
          client.call(signal, (raw, s) =>
            raw.editMessageText(
              { chat_id: Number(chat), message_id, ...contentOf(rich), reply_markup: keyboardOf(buttons) },
              s,
            ),
          ),
        );
        return ref;
      } catch (error) {
        const refusal = error instanceof TelegramError ? error.refusal : null;
        if (refusal?.code !== 400 || refusal.migrateTo !== null) throw error;
        if (/message is not modified/i.test(refusal.description)) return ref;
        // Too old or gone; and if the message itself is at fault, posting it says so.
        return post(chat);
      }
    }

    async function post(chat: string): Promise<MessageRef> {
      const payload = {
        chat_id: Number(chat),
        ...topicOf(thread),
        ...(outgoing.silent ? { disable_notification: true } : {}),
        ...('buttons' in outgoing && outgoing.buttons.length > 0
          ? { reply_markup: keyboardOf(outgoing.buttons) }
          : {}),
        ...replyTo(outgoing, chat),
      };
      const sent = await withDateTimes(render(possibleRepeat), (rich) =>
        client.call(signal, (raw, s) => raw.sendMessage({ ...payload, ...contentOf(rich) }, s)),
      );
      const parsed = sentSchema.safeParse(sent);
      if (!parsed.success) throw notTheApi();
      const topic = thread === null ? {} : { thread: String(thread) };
      return { id: String(parsed.data.message_id), place: { chat, ...topic } };
    }
  };
}

/** Message ids are a chat's own: a reply to one of the chat before its migration would hang on a stranger's. */
function replyTo(outgoing: Outgoing, chat: string) {
  if (outgoing.kind !== 'reply' || (outgoing.ref.place?.['chat'] ?? chat) !== chat) return {};
  const message_id = Number(outgoing.ref.id);
  if (!Number.isSafeInteger(message_id)) return {};
  return { reply_parameters: { message_id, allow_sending_without_reply: true } };
}
