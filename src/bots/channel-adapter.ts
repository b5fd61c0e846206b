import type { z } from 'zod';
import type { ChatPlace, ChatUser, ChannelMemory, ChannelTrouble } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { Finding } from '../core/finding.ts';
import type { Channel, Log } from '../core/ports.ts';
import type { Sink } from '../core/sink.ts';

/** What the program lends to every channel; what is a channel's own (tokens, addresses) is in its entry. */
export interface ChannelDeps {
  readonly clock: Clock;
  /** Where a channel that prints, prints: stdout on a terminal, else stderr. */
  readonly stdout: Sink;
  readonly tty: boolean;
  readonly colour: boolean;
  readonly log: Log;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
  /** IANA name. */
  readonly timezone: string;
  /** One for each running program; what its channels have in common hangs on it (`shared.ts`). */
  readonly scope: object;
  readonly memory: ChannelMemory;
  /** Tells the operators through the other channels. Never throws. */
  readonly report: (trouble: ChannelTrouble) => void;
}

/** The schema of a `channels` entry: a strict object with its `type` as a literal. */
export type ChannelSchema = z.ZodObject<{ type: z.ZodLiteral<string> }, z.core.$strict>;

/** One kind of channel: one file, one line in `index.ts`. */
export interface ChannelAdapter<Schema extends ChannelSchema = ChannelSchema> {
  readonly type: string;
  readonly schema: Schema;
  /** `false`: its messages can't be changed once they stand. */
  readonly editable?: false;
  /** `name` is the key under `channels`. Reaches no network; throws where the entry can't work. */
  create(name: string, entry: z.infer<Schema>, deps: ChannelDeps): Channel;
  /** Loads the platform's library; awaited before the program takes requests, because loading holds all else up. */
  load?(): Promise<unknown>;
  /** Looks whether the chat can be reached and written to, for `doctor`. Never throws; gives up after 10 s. */
  examine?(name: string, entry: z.infer<Schema>, deps: ExamineDeps): Promise<readonly Finding[]>;
  /** How `init` pairs a chat of this kind. */
  readonly pairing?: PairingAdapter;
}

export interface ExamineDeps {
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  readonly memory: ChannelMemory;
  /** True where the program runs: then its bot must not be disturbed by a second one that listens. */
  readonly running: boolean;
  /** True where a message of ours is to be pinned in the chat. */
  readonly pins: boolean;
}

/** What a bot is reached with. */
export interface BotAccess {
  readonly token: string;
  /** `null`: the platform's own. */
  readonly apiRoot: string | null;
}

export interface PairingAdapter {
  /** Where a person gets a token, in one or two lines. */
  readonly howToGetToken: string;
  /** Signs in. Throws a `FarEndError` whose message says what is wrong with the token, or why it can't be told. */
  connect(access: BotAccess, deps: { readonly clock: Clock }): Promise<PairingBot>;
}

/** Something a bot heard that may be a pairing code. */
export interface HeardCode {
  readonly code: string;
  readonly user: ChatUser;
  readonly place: ChatPlace;
}

/** A bot while a chat is being paired. */
export interface PairingBot {
  /** As people know it: `@name` on Telegram, `name#1234` or `name` on Discord. */
  readonly name: string;
  /** How the code reaches the bot, one line each, with its address to tap first. */
  instructions(code: string): readonly string[];
  /**
   * Calls `heard` for everything that may be a code; what it gives back is answered there, `null`: nothing is. Calls
   * `failed` where the bot can hear no more, like Telegram's 409 when a second program listens with its token.
   */
  listen(heard: (code: HeardCode) => Promise<string | null>, failed: (error: Error) => void): void;
  /** The entry for `channels`, without `token` and `apiRoot`. */
  entryOf(place: ChatPlace): Readonly<Record<string, string | number>>;
  /** Waits for answers that are on their way; nothing listens with the token when it resolves. */
  close(): Promise<void>;
}
