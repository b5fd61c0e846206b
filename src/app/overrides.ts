import type { ChannelAdapter } from '../bots/channel-adapter.ts';
import type { Clock } from '../core/clock.ts';
import type { Sink } from '../core/sink.ts';
import type { StorageEngine } from '../storage/index.ts';
import type { Vitals } from '../watch/read-vitals.ts';

/** What an embedder may replace or add. */
export interface Overrides {
  readonly clock?: Clock;
  /** What `${NAME}` is looked up in; default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to; default: the working directory. */
  readonly dir?: string;
  /** Further kinds of channels and storage engines. */
  readonly channels?: readonly ChannelAdapter[];
  readonly engines?: readonly StorageEngine[];
  readonly stdout?: Terminal;
  readonly stderr?: Terminal;
  /** In [0, 1); the jitter of back-off. */
  readonly random?: () => number;
  /** How the process and its machine are; default: they are asked. */
  readonly readVitals?: () => Vitals;
  /** `false`: chats are sent to but not listened to, so that no bot asks for commands. Default: true. */
  readonly listen?: boolean;
}

/** A stream that may be a terminal. */
export type Terminal = Sink & { readonly isTTY?: boolean };
