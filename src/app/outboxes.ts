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

/** Sends what can be sent now, for at most so long in real time: the system that stops us waits no longer. */
export async function drain(outboxes: Outboxes, mostMs: number): Promise<void> {
  const enough = new Promise((resolve) => setTimeout(resolve, mostMs).unref());
  await Promise.race([Promise.all([...outboxes.values()].map((outbox) => outbox.drain())), enough]);
}

/** Ends the tries under way, and lets go of connections. */
export async function closeOutboxes(outboxes: Outboxes): Promise<void> {
  for (const outbox of outboxes.values()) {
    await outbox.halt();
    await outbox.channel.close();
  }
}
