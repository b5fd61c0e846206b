import type { ChannelDeps } from '../bots/channel-adapter.ts';
import type { ConfiguredChannel } from '../config/config-type.ts';
import type { DeliverDeps } from '../dispatch/deliver.ts';
import { createOutbox, type Outbox } from '../dispatch/outbox.ts';

export type Outboxes = ReadonlyMap<string, Outbox>;

/** An outbox for every configured channel, by its name. Reaches no network yet. */
export function createOutboxes(
  channels: readonly ConfiguredChannel[],
  channelDeps: ChannelDeps,
  deps: Omit<DeliverDeps, 'channel'>,
): Outboxes {
  return new Map(
    channels.map(({ name, adapter, entry }) => {
      const channel = adapter.create(name, entry, channelDeps);
      return [name, createOutbox({ ...deps, channel })];
    }),
  );
}

/** Sends what can be sent now, for at most so long. */
export function drain(outboxes: Outboxes, mostMs: number): Promise<void> {
  return atMost(
    mostMs,
    [...outboxes.values()].map((outbox) => outbox.drain()),
  );
}

/** Ends the tries under way, and lets go of connections; for those that hang it does not wait longer than this. */
export function closeOutboxes(outboxes: Outboxes, mostMs: number): Promise<void> {
  return atMost(
    mostMs,
    [...outboxes.values()].map(async (outbox) => {
      await outbox.halt();
      await outbox.channel.close();
    }),
  );
}

/** In real time: the system that stops us waits no longer. Rejects with the first that fails. */
async function atMost(ms: number, work: readonly Promise<void>[]): Promise<void> {
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([Promise.all(work), enough]);
  } finally {
    clearTimeout(timer);
  }
}
