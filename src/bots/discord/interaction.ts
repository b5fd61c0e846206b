import { z } from 'zod';
import type { ChatCall } from '../../core/chat.ts';

const CHAT_INPUT = 1;
const APPLICATION_COMMAND = 2;
const GUILD_CHANNEL_NAME = 'a channel';

const user = z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish() });
const scalar = z.union([z.string(), z.number(), z.boolean()]);

// https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
const schema = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  application_id: z.string().regex(/^\d{1,20}$/),
  token: z.string().min(1),
  type: z.literal(APPLICATION_COMMAND),
  data: z.object({
    type: z.literal(CHAT_INPUT),
    name: z.string(),
    options: z.array(z.object({ name: z.string(), value: scalar.optional() })).default([]),
  }),
  guild_id: z.string().nullish(),
  channel_id: z.string().nullish(),
  channel: z.object({ id: z.string(), name: z.string().nullish() }).nullish(),
  member: z.object({ user }).nullish(),
  user: user.nullish(),
});

/** A slash command that somebody gave. `token` entitles to answer it for 15 minutes. */
export interface Interaction {
  readonly id: string;
  readonly applicationId: string;
  readonly token: string;
  readonly call: ChatCall;
}

/** What the gateway says is an interaction, where it is a slash command in a channel; else `null`. */
export function parseInteraction(data: unknown): Interaction | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { id, application_id: applicationId, token, data: command, guild_id: guild, ...rest } = parsed.data;
  const who = rest.member?.user ?? rest.user;
  const chat = rest.channel?.id ?? rest.channel_id;
  if (who === undefined || who === null || chat === undefined || chat === null) return null;
  const options = command.options.flatMap(({ name, value }): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return {
    id,
    applicationId,
    token,
    call: {
      user: { platform: 'discord', id: who.id, name: who.global_name ?? who.username },
      place: {
        chat,
        thread: null,
        guild: guild ?? null,
        private: guild === undefined || guild === null,
        title: rest.channel?.name ?? GUILD_CHANNEL_NAME,
      },
      command: command.name,
      args: new Map(options),
    },
  };
}
