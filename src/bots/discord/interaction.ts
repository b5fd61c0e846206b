import { z } from 'zod';
import { pressedCommand, type ChatCall } from '../../core/chat.ts';

const CHAT_INPUT = 1;
const APPLICATION_COMMAND = 2;
const MESSAGE_COMPONENT = 3;
const BUTTON = 2;
const GUILD_CHANNEL_NAME = 'a channel';

const user = z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish() });
const scalar = z.union([z.string(), z.number(), z.boolean()]);

// https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
const shared = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  application_id: z.string().regex(/^\d{1,20}$/),
  token: z.string().min(1),
  guild_id: z.string().nullish(),
  channel_id: z.string().nullish(),
  channel: z.object({ id: z.string(), name: z.string().nullish() }).nullish(),
  member: z.object({ user }).nullish(),
  user: user.nullish(),
});
const schema = z.discriminatedUnion('type', [
  shared.extend({
    type: z.literal(APPLICATION_COMMAND),
    data: z.object({
      type: z.literal(CHAT_INPUT),
      name: z.string(),
      options: z.array(z.object({ name: z.string(), value: scalar.optional() })).default([]),
    }),
  }),
  shared.extend({
    type: z.literal(MESSAGE_COMPONENT),
    data: z.object({ component_type: z.literal(BUTTON), custom_id: z.string() }),
  }),
]);
type Received = z.infer<typeof schema>;

/** A slash command that somebody gave, or a button that was pressed. `token` entitles to answer it for 15 minutes. */
export interface Interaction {
  readonly id: string;
  readonly applicationId: string;
  readonly token: string;
  readonly call: ChatCall;
}

/** What the gateway says is an interaction, where it is a slash command or a button in a channel; else `null`. */
export function parseInteraction(data: unknown): Interaction | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { id, application_id: applicationId, token, guild_id: guild, ...rest } = parsed.data;
  const who = rest.member?.user ?? rest.user;
  const chat = rest.channel?.id ?? rest.channel_id;
  if (who === undefined || who === null || chat === undefined || chat === null) return null;
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
      ...said(parsed.data),
    },
  };
}

/** Of what is no action of ours, all is the command: who presses it, learns that the button is not known. */
function said(received: Received): Pick<ChatCall, 'command' | 'args' | 'pressed'> {
  if (received.type === MESSAGE_COMPONENT) {
    const { custom_id: action } = received.data;
    return { ...(pressedCommand(action) ?? { command: action, args: '' }), pressed: true };
  }
  const { name: command, options } = received.data;
  const given = options.flatMap(({ name, value }): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { command, args: new Map(given), pressed: false };
}
