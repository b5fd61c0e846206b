import { z } from 'zod';

/** A chat id of the Bot API fits in 52 bits; groups have a minus. */
const CHAT_ID = /^-?[1-9]\d{0,15}$/;
const WRONG_CHAT =
  "must be the chat's id, a whole number such as -1001234567890; `npx pithead init` finds it for you";

/** A `channels` entry of type `telegram`. */
export const telegramSchema = z.strictObject({
  type: z.literal('telegram'),
  token: z
    .string()
    .min(
      1,
      'the secret is empty; write "${NAME}" and set NAME in the environment or in the .env file beside the configuration',
    )
    .describe('the bot\'s token from @BotFather; a secret, so write "${NAME}"'),
  chat: z
    .union([z.int(), z.string().regex(CHAT_ID, WRONG_CHAT)], { error: WRONG_CHAT })
    .refine((chat) => CHAT_ID.test(String(chat)) && Number.isSafeInteger(Number(chat)), WRONG_CHAT)
    .describe("the chat's id, a number or its digits; groups have a minus"),
  thread: z.int().positive().optional().describe('the number of a forum topic in that chat'),
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe('the address of a Bot API server of your own; default https://api.telegram.org'),
  ipv4: z.boolean().optional().describe("reach Telegram by IPv4 only, where the line's IPv6 is broken"),
});

export type TelegramEntry = z.infer<typeof telegramSchema>;
