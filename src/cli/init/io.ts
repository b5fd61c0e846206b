import type { ChannelAdapter } from '../../bots/channel-adapter.ts';
import type { Clock } from '../../core/clock.ts';

/** Questions to a person at a terminal. All reject where the person breaks off (Ctrl-C). */
export interface Ask {
  choose<Value extends string>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** What is typed is never shown. `problem`: why an answer won't do, `null` where it will. */
  secret(message: string, problem: (text: string) => string | null): Promise<string>;
  text(message: string, preset: string, problem: (text: string) => string | null): Promise<string>;
  yes(message: string): Promise<boolean>;
  /** As `yes`, where no is what most want. */
  another(message: string): Promise<boolean>;
  /** Waits for Enter. */
  enter(message: string): Promise<void>;
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly about?: string;
}

/** What the steps of `init` have of the world. */
export interface InitIo {
  /** `null`: no person is at a terminal. */
  readonly ask: Ask | null;
  readonly out: (text: string) => void;
  /** All of stdin, for a token that must not stand in the shell's history. */
  readonly readStdin: () => Promise<string>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Aborted by Ctrl-C, with a `BrokenOff`. */
  readonly signal: AbortSignal;
  /** How long the test event may take to arrive. */
  readonly patienceMs: number;
  /** Further kinds of channels. */
  readonly channels: readonly ChannelAdapter[];
}

/** The person does not want to go on. */
export class BrokenOff extends Error {}

/** What is under way is not waited for once `signal` is aborted; then this rejects with its reason. */
export async function unlessAborted<T>(signal: AbortSignal, underWay: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([underWay, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
