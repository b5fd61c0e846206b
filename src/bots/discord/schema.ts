import { z } from 'zod';
import { discordId } from './id.ts';

/** A `channels` entry of type `discord` (contract, section 3). */
export const schema = z.strictObject({
  type: z.literal('discord'),
  token: z
    .string()
    .min(1, { error: "the bot's token is a secret and must not be empty" })
    .describe("the bot's token, a secret: from the page Bot of the application"),
  channel: discordId.describe("the channel's id, in quotes"),
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional()
    .describe("a REST proxy, like `http://127.0.0.1:7878/api`; default: Discord's own"),
});

export type DiscordEntry = z.infer<typeof schema>;
