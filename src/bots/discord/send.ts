import { z } from 'zod';
import { verdictOf } from '../../core/far-end.ts';
import type { MessageRef, Outgoing, SendContext } from '../../core/message.ts';
import type { Api } from './api.ts';
import { DiscordError } from './discord-error.ts';
import { messageSchema } from './objects.ts';
import { editedMessage, newMessage } from './payload.ts';

// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
const UNKNOWN_MESSAGE = 10_008;
const NOT_OURS = 50_005;

/** Sends to a channel by REST. An edit of a message that is gone becomes a new message. Throws a `FarEndError`. */
export async function send(
  api: Api,
  channel: string,
  outgoing: Outgoing,
  context: SendContext,
): Promise<MessageRef> {
  const { Routes } = api.library;
  if (outgoing.kind === 'edit') {
    const { ref } = outgoing;
    const where = ref.place?.['channel'] ?? channel;
    try {
      const path = Routes.channelMessage(where, ref.id);
      const body = editedMessage(outgoing);
      const { id } = await api.call({ method: 'PATCH', path, body }, messageSchema, context.signal);
      return { id, place: { channel: where } };
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  const path = Routes.channelMessages(channel);
  const body = newMessage(outgoing, context);
  const { id } = await api.call({ method: 'POST', path, body }, messageSchema, context.signal);
  return { id, place: { channel } };
}

/** Pins a message of ours. Nobody is told but by the small note that Discord leaves. Throws a `FarEndError`. */
export async function pin(api: Api, channel: string, ref: MessageRef, signal: AbortSignal): Promise<void> {
  const path = api.library.Routes.channelMessagesPin(ref.place?.['channel'] ?? channel, ref.id);
  await api.call({ method: 'PUT', path }, z.unknown(), signal);
}

export function isUnauthorized(error: unknown): boolean {
  return verdictOf(error).reason === 'unauthorized';
}

function isGone(error: unknown): boolean {
  return error instanceof DiscordError && (error.code === UNKNOWN_MESSAGE || error.code === NOT_OURS);
}
