import { z } from 'zod';
import type { Form } from '../multipart.ts';
import { bad, yes, type Answer } from './answers.ts';
import { findChat, type SentMessage } from './chats.ts';
import { photoProblem } from './photos.ts';
import { answerQuery } from './presses.ts';
import { automaticLinks, entitySchema, textProblem, type Entity } from './text-rules.ts';
import type { World } from './world.ts';

type Payload = Readonly<Record<string, unknown>>;
type Method = (world: World, payload: Payload, files: Form['files']) => Answer | Promise<Answer>;

const DATA_BYTES = 64;
const CAPTION_LENGTH = 1_024;

const entitiesSchema = z.array(entitySchema).default([]);
const markupSchema = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string() }))),
});
const commandsSchema = z.object({
  commands: z
    .array(
      z.object({
        command: z.string().regex(/^[a-z0-9_]{1,32}$/),
        description: z.string().min(1).max(256),
      }),
    )
    .max(100)
    .default([]),
  scope: z
    .object({ type: z.enum(['default', 'chat']), chat_id: z.int().optional() })
    .default({ type: 'default' }),
});

/** Every method of the Bot API that a client of ours may call. */
export const METHODS: Readonly<Record<string, Method>> = {
  getMe: ({ me }) =>
    yes({
      id: me.id,
      is_bot: true,
      first_name: 'Pithead',
      username: me.username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
  getUpdates({ updates, longestPollMs }, payload) {
    const {
      offset = 0,
      timeout = 0,
      allowed_updates: allowed = null,
    } = z
      .object({
        offset: z.int().optional(),
        timeout: z.int().optional(),
        allowed_updates: z.array(z.string()).optional(),
      })
      .parse(payload);
    return updates.get(offset, Math.min(timeout * 1_000, longestPollMs), allowed);
  },
  deleteWebhook({ updates }) {
    updates.webhook = '';
    return yes(true);
  },
  getWebhookInfo: ({ updates }) =>
    yes({ url: updates.webhook, has_custom_certificate: false, pending_update_count: updates.pending }),
  setMyCommands({ menus, chats }, payload) {
    const parsed = commandsSchema.safeParse(payload);
    if (!parsed.success) return bad('BOT_COMMAND_INVALID');
    const { commands, scope } = parsed.data;
    const chat = scope.type === 'chat' ? findChat(chats, scope.chat_id) : null;
    if (chat !== null && 'ok' in chat) return chat;
    menus.set(chat === null ? 'default' : String(chat.id), commands);
    return yes(true);
  },
  deleteMyCommands({ menus }, payload) {
    const { scope } = commandsSchema.parse(payload);
    menus.delete(scope.type === 'default' ? 'default' : String(scope.chat_id));
    return yes(true);
  },
  sendMessage: (world, payload) => post(world, payload, z.string().catch('').parse(payload['text']), null),
  sendPhoto(world, payload, files) {
    const name = /^attach:\/\/(.+)$/.exec(String(payload['photo']))?.[1] ?? '';
    const photo = files.get(name);
    const chat = findChat(world.chats, payload['chat_id'], payload['message_thread_id']);
    if ('ok' in chat) return chat;
    const problem = photoProblem(photo, chat);
    if (problem !== null || photo === undefined) return bad(problem ?? 'no photo');
    return post(world, payload, z.string().catch('').parse(payload['caption']), photo.bytes);
  },
  editMessageText(world, payload) {
    const { chats, sent } = world;
    const chat = findChat(chats, payload['chat_id']);
    if ('ok' in chat) return chat;
    const message = sent.find(({ chat: at, id }) => at === chat.id && id === payload['message_id']);
    if (message === undefined || message.state === 'gone') return bad('message to edit not found');
    if (message.state === 'frozen') return bad("message can't be edited");
    if (message.photo !== null) return bad('there is no text in the message to edit');
    const text = z.string().catch('').parse(payload['text']);
    const entities = entitiesSchema.parse(payload['entities']);
    const problem =
      entityProblem(world, entities) ?? textProblem(text, entities) ?? markupProblem(payload['reply_markup']);
    if (problem !== null) return bad(problem);
    const markup = payload['reply_markup'] ?? null;
    const shown = JSON.stringify([text, entities, keysOf(markup)]);
    if (shown === JSON.stringify([message.text, message.entities, keysOf(message.markup)])) {
      return bad(
        'message is not modified: specified new message content and reply markup are exactly the same',
      );
    }
    Object.assign(message, { text, entities, markup, links: automaticLinks(text, entities) });
    message.edits += 1;
    return yes({ message_id: message.id, date: Math.floor(world.now() / 1_000), chat, text });
  },
  answerCallbackQuery: answerQuery,
  pinChatMessage({ chats, sent, pins }, payload) {
    const chat = findChat(chats, payload['chat_id']);
    if ('ok' in chat) return chat;
    const message = sent.find(({ chat: at, id }) => at === chat.id && id === payload['message_id']);
    if (message === undefined || message.state === 'gone') return bad('message to pin not found');
    if (chat.member?.['can_pin_messages'] === false) {
      return bad('not enough rights to manage pinned messages in the chat');
    }
    pins.push({
      chat: chat.id,
      message: message.id,
      silent: chat.type === 'private' || payload['disable_notification'] === true,
    });
    return yes(true);
  },
  sendChatAction({ chats }, payload) {
    const chat = findChat(chats, payload['chat_id'], payload['message_thread_id']);
    return 'ok' in chat ? chat : yes(true);
  },
  getChat({ chats }, payload) {
    const chat = findChat(chats, payload['chat_id']);
    return 'ok' in chat
      ? chat
      : yes({ id: chat.id, type: chat.type, title: chat.title, first_name: chat.first_name });
  },
  getChatMember({ chats, me }, payload) {
    const chat = findChat(chats, payload['chat_id']);
    if ('ok' in chat) return chat;
    return yes({
      status: 'member',
      ...chat.member,
      user: { id: me.id, is_bot: true, first_name: 'Pithead' },
    });
  },
};

function post(world: World, payload: Payload, text: string, photo: Buffer | null): Answer {
  const { chats, sent } = world;
  const chat = findChat(chats, payload['chat_id'], payload['message_thread_id']);
  if ('ok' in chat) return chat;
  const given = payload[photo === null ? 'entities' : 'caption_entities'];
  const parsed = entitiesSchema.safeParse(given);
  if (!parsed.success) return bad("can't parse entities");
  if (payload['parse_mode'] !== undefined) return bad('this fake takes no parse_mode');
  const lengthOk = photo !== null && text === '';
  const problem =
    entityProblem(world, parsed.data) ??
    (lengthOk ? null : textProblem(text, parsed.data, photo === null ? undefined : CAPTION_LENGTH)) ??
    markupProblem(payload['reply_markup']);
  if (problem !== null) return bad(problem);
  const reply = z
    .object({ message_id: z.int(), allow_sending_without_reply: z.boolean().default(false) })
    .nullable()
    .parse(payload['reply_parameters'] ?? null);
  const previews = z.object({ is_disabled: z.boolean() }).safeParse(payload['link_preview_options']);
  const message: SentMessage = {
    id: sent.length + 1,
    chat: chat.id,
    thread: payload['message_thread_id'] === undefined ? null : Number(payload['message_thread_id']),
    text,
    entities: parsed.data,
    links: automaticLinks(text, parsed.data),
    markup: payload['reply_markup'] ?? null,
    silent: payload['disable_notification'] === true,
    replyTo: reply?.message_id ?? null,
    previews: !(previews.success && previews.data.is_disabled),
    photo,
    edits: 0,
    state: 'there',
  };
  sent.push(message);
  return yes({
    message_id: message.id,
    date: Math.floor(world.now() / 1_000),
    chat: { id: chat.id, type: chat.type, title: chat.title },
    text,
  });
}

function entityProblem({ dateTimes }: World, entities: readonly Entity[]): string | null {
  const unknown = !dateTimes && entities.some(({ type }) => type === 'date_time');
  return unknown ? "can't parse MessageEntity: Unsupported type specified" : null;
}

function markupProblem(markup: unknown): string | null {
  if (markup === undefined) return null;
  const parsed = markupSchema.safeParse(markup);
  if (!parsed.success) return "can't parse reply keyboard markup JSON object";
  for (const { text, callback_data: data } of parsed.data.inline_keyboard.flat()) {
    if (text === '') return "can't parse inline keyboard button: Text must be non-empty";
    const bytes = Buffer.byteLength(data);
    if (bytes < 1 || bytes > DATA_BYTES) return 'BUTTON_DATA_INVALID';
  }
  return null;
}

/** An empty keyboard is none. */
function keysOf(markup: unknown): unknown {
  const parsed = markupSchema.safeParse(markup);
  return parsed.success ? parsed.data.inline_keyboard.flat() : [];
}
