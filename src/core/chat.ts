import type { Message } from './message.ts';

export const PLATFORMS = ['telegram', 'discord'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What a person may do, the least first: each may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who may give commands. Ids are the platforms', as strings; `null`: not known there. */
export interface Operator {
  readonly name: string;
  readonly telegram: string | null;
  readonly discord: string | null;
  readonly role: Role;
}

/** Where on a platform something was said. Ids are the platform's, as strings. */
export interface ChatPlace {
  /** Telegram's chat id, Discord's channel id. */
  readonly chat: string;
  /** A forum topic of Telegram's. */
  readonly thread: string | null;
  /** Discord's server. */
  readonly guild: string | null;
  /** True where nobody but the user and the bot reads it. */
  readonly private: boolean;
  /** The chat's name. Untrusted text. */
  readonly title: string;
}

export interface ChatUser {
  readonly platform: Platform;
  readonly id: string;
  /** Untrusted text. */
  readonly name: string;
}

/** A command as it came from a chat, whoever sent it. */
export interface ChatCall {
  readonly user: ChatUser;
  readonly place: ChatPlace;
  /** Without the slash. */
  readonly command: string;
  /** The rest of the line (Telegram), or the options by their names (Discord). Untrusted. */
  readonly args: string | ReadonlyMap<string, string>;
  /** It came from a button, whose action is a command line without its slash: `ack ID`. */
  readonly pressed: boolean;
}

const ACTION = /^([a-z]{1,32})(?: (.{1,63}))?$/;

/** The command that a button's action stands for; `null`: it is none of ours. */
export function pressedCommand(action: string): Pick<ChatCall, 'command' | 'args'> | null {
  const [, command, args = ''] = ACTION.exec(action) ?? [];
  return command === undefined ? null : { command, args };
}

/** Takes what is being done while it is done; only the newest counts, and none of it is the answer. Never throws. */
export type ShowProgress = (message: Message) => void;

/** A call of somebody who gets an answer. */
export interface AdmittedCall {
  /** Does it. Never throws and never rejects: what went wrong is in the message. Works the same without `progress`. */
  run(progress?: ShowProgress): Promise<Message>;
  /** Instead of `run`: it is not done after all, too much is running or nobody could be told. Recorded as failed. */
  passOver(): void;
}

/** One argument of a command, in the order of the line. */
export interface ArgumentInfo {
  /** `[a-z]{1,32}`; Discord's option has this name. */
  readonly name: string;
  readonly about: string;
  readonly required: boolean;
  /**
   * Takes the rest of the line, spaces included; only the last one may. `name`: quotes around it are none of it, as
   * with any single word; `text`: it is kept as it was said.
   */
  readonly rest?: 'name' | 'text';
}

/** What a platform shows of a command: Telegram's menu, Discord's registration, the help. */
export interface CommandInfo {
  /** `[a-z]{1,32}`. */
  readonly name: string;
  /** One line of at most 100 characters. */
  readonly about: string;
  readonly args: readonly ArgumentInfo[];
  /** A whole line as it is typed, for the help and for wrong use; every command that takes arguments has one. */
  readonly example?: string;
  /** More of them, for the help. */
  readonly moreExamples?: readonly string[];
}

/** The commands of the running program, as the chat platforms see them. */
export interface ChatCommands {
  readonly list: readonly CommandInfo[];
  /** `null`: this caller gets no answer at all, not even that it was heard. Decided at once, recorded either way. */
  admit(call: ChatCall): AdmittedCall | null;
}

/** What a channel has to remember over restarts: a new chat id after a migration, say. Short texts by name. */
export interface ChannelMemory {
  recall(channel: string, name: string): Promise<string | null>;
  keep(channel: string, name: string, value: string): Promise<void>;
}

/** Trouble with a chat that an operator must hear of in the other channels. */
export interface ChannelTrouble {
  readonly channel: string;
  /** Short and fixed, like `token-refused`: the same kind is told once an hour. */
  readonly kind: string;
  readonly title: string;
  /** What it means and what to do next. */
  readonly body: string;
}

/** One use of a chat command, whoever tried; kept (bounded). */
export interface CommandUse {
  readonly at: number;
  readonly user: Omit<ChatUser, 'platform'> & { readonly platform: Platform | 'command line' };
  /** The chat it was said in; empty on the command line. */
  readonly chat: string;
  /** The operator's name; `null`: a stranger's. */
  readonly operator: string | null;
  readonly command: string;
  /** The arguments as given, clipped. Untrusted. */
  readonly args: string;
  readonly outcome: UseOutcome;
}

export const USE_OUTCOMES = ['allowed', 'nothing', 'stranger', 'role', 'usage', 'failed'] as const;
/** `nothing`: understood and allowed, and there was nothing to do, because it was over, unknown or done already. */
export type UseOutcome = (typeof USE_OUTCOMES)[number];

export interface CommandUses {
  record(use: CommandUse): Promise<void>;
}

/** The audit trail: who tried what, strangers included. */
export interface CommandUsesReader {
  /** Newest first; `since` and `until` are epoch milliseconds, `until` exclusive. */
  uses(filter: {
    readonly since: number;
    readonly until: number;
    readonly limit: number;
  }): Promise<readonly CommandUse[]>;
}
