import type { Chat, SentMessage } from './chats.ts';
import type { UpdateQueue } from './updates.ts';

/** A press as the platform remembers it. */
export interface Query {
  readonly id: string;
  readonly at: number;
  /** What the presser was shown; `null`: it was not answered. */
  note: string | null;
}

/** What the methods of one bot work on. */
export interface World {
  readonly me: { readonly id: number; readonly username: string };
  readonly chats: Chat[];
  readonly sent: SentMessage[];
  readonly updates: UpdateQueue;
  /** Commands by scope: `default`, or a chat's id. */
  readonly menus: Map<string, readonly { readonly command: string; readonly description: string }[]>;
  readonly queries: Query[];
  /** Messages that were pinned, in order. */
  readonly pins: { readonly chat: number; readonly message: number; readonly silent: boolean }[];
  /** False: a server from before 9.5, which knows no `date_time` entity. */
  readonly dateTimes: boolean;
  readonly now: () => number;
  /** What a held request waits at most, real milliseconds. */
  readonly longestPollMs: number;
}
