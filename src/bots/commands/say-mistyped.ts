import type { ChatServices } from '../../core/chat-services.ts';
import { sayDuration } from '../../core/duration.ts';
import type { Silence } from '../../core/incident.ts';
import { NAMES_READ, unknownTarget } from '../../core/known-names.ts';
import type { Message } from '../../core/message.ts';
import { nearest } from './nearest.ts';
import { part, say } from './say.ts';
import { typed } from './say-mute.ts';

const MAX_TARGET = 80;

/** Says first that a mute in force means nothing known: it was probably mistyped. `null`: it may well mean something. */
export async function sayMistyped(
  { target, until }: Silence,
  services: ChatServices,
  now: number,
): Promise<Message | null> {
  const names = await namesInstead(target, services);
  if (names === null) return null;
  const near = nearest(target, names);
  const meant = near === null ? '' : `: did you mean ${part(near, MAX_TARGET)}?`;
  const message = say(`Nothing is called ${part(target, MAX_TARGET)}${meant}`, [
    `/unmute ${typed(target)} takes this back`,
    `It is muted for ${sayDuration(until - now)} all the same: what comes of this name is held back.`,
  ]);
  return { ...message, facts: [{ label: 'Until', at: until }] };
}

async function namesInstead(target: string, services: ChatServices): Promise<readonly string[] | null> {
  try {
    const { channels, sources } = await services.status();
    return unknownTarget(target, {
      channels: channels.map(({ name }) => name),
      sources: sources.map(({ name }) => name),
      incidents: await services.incidents({ open: false, limit: NAMES_READ }),
    });
  } catch {
    // The mute stands: names that can't be read must not make a failure of it.
    return null;
  }
}
