import { z } from 'zod';
import type { MessageRef } from '../core/message.ts';
import type { WatchDeps } from './deps.ts';
import { keepAs, recallAs } from './memory.ts';

const MEMORY = 'heartbeat';
const keptSchema = z.object({
  channel: z.string(),
  ref: z.object({ id: z.string(), place: z.record(z.string(), z.string()).optional() }),
  pinned: z.boolean(),
});

/** Where the message stands. */
export interface HeartbeatPlace {
  readonly ref: MessageRef;
  readonly pinned: boolean;
}

/** `null`: nowhere, or in another channel than this. */
export async function recallPlace(
  deps: Pick<WatchDeps, 'memory' | 'log'>,
  channel: string,
): Promise<HeartbeatPlace | null> {
  const kept = await recallAs(deps, MEMORY, keptSchema);
  if (kept === null || kept.channel !== channel) return null;
  const { id, place } = kept.ref;
  return { ref: place === undefined ? { id } : { id, place }, pinned: kept.pinned };
}

export async function keepPlace(
  deps: Pick<WatchDeps, 'memory' | 'log'>,
  channel: string,
  place: HeartbeatPlace | null,
): Promise<void> {
  await keepAs(deps, MEMORY, place === null ? null : { channel, ...place });
}
