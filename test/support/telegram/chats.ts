import { bad, type Answer } from './answers.ts';
import type { Entity } from './text-rules.ts';

/** A chat that the bot may know. */
export interface Chat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  readonly title?: string;
  readonly first_name?: string;
  /** A forum's topics. */
  readonly topics?: readonly number[];
  /** The bot in it, as getChatMember says. */
  member?: Readonly<Record<string, unknown>>;
  migratedTo?: number;
}

export interface SentMessage {
  readonly id: number;
  readonly chat: number;
  readonly thread: number | null;
  text: string;
  entities: readonly Entity[];
  /** What Telegram would link or ping by itself. */
  links: readonly string[];
  markup: unknown;
  readonly silent: boolean;
  readonly replyTo: number | null;
  readonly previews: boolean;
  /** A photo's bytes. */
  readonly photo: Buffer | null;
  edits: number;
  /** Too old, or deleted. */
  state: 'there' | 'frozen' | 'gone';
}

export const PRIVATE_CHAT = 111;
export const GROUP = -4_001;
export const FORUM = -1_001_234_567_890;
export const TOPIC = 7;

export function someChats(): Chat[] {
  return [
    { id: PRIVATE_CHAT, type: 'private', first_name: 'Ada' },
    { id: GROUP, type: 'group', title: 'Engine room' },
    { id: FORUM, type: 'supergroup', title: 'Forum', topics: [TOPIC, 9] },
  ];
}

/** The chat of that id, or why Telegram would refuse. */
export function findChat(chats: readonly Chat[], id: unknown, thread?: unknown): Chat | Answer {
  const chat = chats.find((known) => known.id === Number(id));
  if (chat === undefined) return bad('chat not found');
  if (chat.migratedTo !== undefined) {
    return bad('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
  }
  if (thread !== undefined && chat.topics?.includes(Number(thread)) !== true) {
    return bad('message thread not found');
  }
  return chat;
}
