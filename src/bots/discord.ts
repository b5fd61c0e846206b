import type { Channel } from '../core/ports.ts';
import type { ChannelAdapter } from './channel-adapter.ts';
import { botOf } from './discord/bot.ts';
import { LIST_LIMITS } from './discord/embed.ts';
import { examine } from './discord/examine.ts';
import { pairing } from './discord/pairing.ts';
import { afterRefusal, NO_REFUSALS, refusedAlready } from './discord/refusals.ts';
import { schema } from './discord/schema.ts';
import { isUnauthorized, pin, send } from './discord/send.ts';

/** A channel of a Discord server, by discord.js: messages as embeds, slash commands. */
export const discordChannel = {
  type: 'discord',
  schema,
  create(name, entry, deps): Channel {
    const bot = botOf({ token: entry.token, apiRoot: entry.apiRoot ?? null }, deps);
    const self = { name, id: entry.channel, report: deps.report };
    bot.join(self);
    let refusals = NO_REFUSALS;
    return {
      name,
      type: 'discord',
      limits: LIST_LIMITS,
      editable: true,
      async send(outgoing, context) {
        const already = refusedAlready(refusals, deps.clock.now());
        if (already !== null) throw already;
        try {
          const ref = await send(await bot.api(), entry.channel, outgoing, context);
          refusals = NO_REFUSALS;
          return ref;
        } catch (error) {
          refusals = afterRefusal(refusals, error, deps.clock.now());
          if (isUnauthorized(error)) bot.tokenRefused();
          throw error;
        }
      },
      async pin(ref, signal) {
        try {
          await pin(await bot.api(), entry.channel, ref, signal);
        } catch (error) {
          if (isUnauthorized(error)) bot.tokenRefused();
          throw error;
        }
      },
      listen: (commands) => bot.listen(commands),
      close: () => bot.leave(self),
    };
  },
  load: () => import('discord.js'),
  examine,
  pairing,
} as const satisfies ChannelAdapter<typeof schema>;
