import type { z } from 'zod';
import type { Clock } from '../core/clock.ts';
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
}

/** The schema of a `channels` entry: a strict object with its `type` as a literal. */
export type ChannelSchema = z.ZodObject<{ type: z.ZodLiteral<string> }, z.core.$strict>;

/** One kind of channel: one file, one line in `index.ts`. */
export interface ChannelAdapter<Schema extends ChannelSchema = ChannelSchema> {
  readonly type: string;
  readonly schema: Schema;
  /** `name` is the key under `channels`. Reaches no network; throws where the entry can't work. */
  create(name: string, entry: z.infer<Schema>, deps: ChannelDeps): Channel;
}
