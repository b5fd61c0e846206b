import type { Channel } from '../core/ports.ts';
import { createTimeOfDay } from '../core/time-of-day.ts';
import type { ChannelAdapter } from './channel-adapter.ts';
import { createDateAndTime } from './date-and-time.ts';
import { createShared } from './shared.ts';
import { createBot, type SharedBot } from './telegram/bot.ts';
import { loadLibrary, type Access } from './telegram/client.ts';
import { examineTelegram } from './telegram/examine.ts';
import { createHome } from './telegram/home.ts';
import { telegramPairing } from './telegram/pairing.ts';
import { createPin } from './telegram/pin.ts';
import { LIST_LIMITS } from './telegram/render.ts';
import { telegramSchema } from './telegram/schema.ts';
import { createSend, type SendDeps } from './telegram/send.ts';
import { sayTrouble } from './telegram/trouble.ts';

const botOf = createShared<SharedBot>();

/** Posts into a Telegram chat or forum topic, and takes commands there by long polling. */
export const telegramChannel = {
  type: 'telegram',
  schema: telegramSchema,
  create(name, entry, deps): Channel {
    const { clock, log, report } = deps;
    const access: Access = {
      token: entry.token,
      apiRoot: entry.apiRoot ?? null,
      ipv4: entry.ipv4 ?? false,
    };
    const dateAndTime = createDateAndTime(deps.timezone);
    const bot = botOf(deps.scope, JSON.stringify(access), () =>
      createBot(access, { clock, log, dateAndTime }),
    );
    const home = createHome(name, String(entry.chat), deps.memory);
    const member = bot.join({ name, home, report });
    const sending: SendDeps = {
      client: member.client,
      home,
      thread: entry.thread ?? null,
      now: () => clock.now(),
      times: { timeOfDay: createTimeOfDay(deps.timezone), dateAndTime },
      migrated: (from, to) => member.migrated(from, to),
      failed: (reason) => {
        if (reason === 'unauthorized') report(sayTrouble('token-refused', name));
      },
    };
    return {
      name,
      type: 'telegram',
      limits: LIST_LIMITS,
      editable: true,
      send: createSend(sending),
      pin: createPin(sending),
      listen: (commands) => member.listen(commands),
      close: () => member.leave(),
    };
  },
  load: loadLibrary,
  examine: examineTelegram,
  pairing: telegramPairing,
} as const satisfies ChannelAdapter<typeof telegramSchema>;
