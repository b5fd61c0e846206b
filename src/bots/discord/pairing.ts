import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { SECOND_MS } from '../../core/duration.ts';
import { FarEndError, verdictOf } from '../../core/far-end.ts';
import { SILENT_LOG } from '../../core/silent-log.ts';
import type { BotAccess, HeardCode, PairingAdapter, PairingBot } from '../channel-adapter.ts';
import { NEVER, withDeadline } from '../deadline.ts';
import { answer } from './answer.ts';
import { openApi } from './api.ts';
import { openGateway, type Gateway } from './gateway.ts';
import { parseInteraction, type Interaction } from './interaction.ts';
import { inviteUrl } from './invite.ts';
import { applicationSchema, guildCreateSchema, readySchema, userSchema } from './objects.ts';
import { commandBody } from './register.ts';

const CONNECT_MS = 30 * SECOND_MS;
const AGAIN_MS = 5 * SECOND_MS;
const TRIES = 12;
const ANSWER_MS = 10 * SECOND_MS;
/** Codes that may be looked at at once; more are not heard. */
const MOST_AT_ONCE = 8;
const BOT_REFUSED =
  'Discord refuses this bot on its gateway; look at it on discord.com/developers/applications';
const PAIR = commandBody({
  name: 'pair',
  about: 'Connects this channel by a code',
  args: [{ name: 'code', about: 'The code that init shows', required: true }],
});

/** How `init` learns a channel of Discord's: the bot registers `/pair` and waits until somebody says the code there. */
export const pairing: PairingAdapter = {
  howToGetToken:
    'Open https://discord.com/developers/applications, make a New Application, and on its page Bot press Reset Token.',
  async connect(access, { clock }) {
    const api = await openApi(access);
    try {
      return await withDeadline(clock, CONNECT_MS, NEVER, async (signal) => {
        const { Routes } = api.library;
        const user = await api.call({ method: 'GET', path: Routes.user() }, userSchema, signal);
        const path = Routes.currentApplication();
        const { id } = await api.call({ method: 'GET', path }, applicationSchema, signal);
        return pairingBot(access, { api, clock, application: id, name: nameOf(user) });
      });
    } catch (error) {
      api.close();
      throw explained(error);
    }
  },
};

interface Known {
  readonly api: Awaited<ReturnType<typeof openApi>>;
  readonly clock: Clock;
  readonly application: string;
  readonly name: string;
}

function pairingBot({ token }: BotAccess, { api, clock, application, name }: Known): PairingBot {
  const controller = new AbortController();
  const { signal } = controller;
  const guilds = new Set<string>();
  const waits = new Set<() => void>();
  const looking = new Set<Promise<void>>();
  let gateway: Gateway | null = null;

  /** One command more: what a running program has registered there stays. */
  async function register(guild: string, triesLeft: number): Promise<void> {
    if (signal.aborted) return;
    const path = api.library.Routes.applicationGuildCommands(application, guild);
    try {
      await api.call({ method: 'POST', path, body: PAIR }, z.unknown(), signal);
    } catch {
      if (triesLeft <= 1) return void guilds.delete(guild);
      const cancel = clock.after(AGAIN_MS, () => {
        waits.delete(cancel);
        void register(guild, triesLeft - 1);
      });
      waits.add(cancel);
    }
  }

  function present(guild: string): void {
    if (guilds.has(guild)) return;
    guilds.add(guild);
    void register(guild, TRIES);
  }

  async function look(
    code: HeardCode,
    interaction: Interaction,
    heard: Parameters<PairingBot['listen']>[0],
  ): Promise<void> {
    const said = await heard(code);
    if (said === null) return;
    const [title = '', ...rest] = said.split('\n');
    const message = { title, body: rest.join('\n'), link: null };
    const work = { run: () => Promise.resolve(message), passOver() {} };
    await withDeadline(clock, ANSWER_MS, NEVER, (ends) =>
      answer(interaction, work, { api, clock, log: SILENT_LOG, signal: ends }),
    );
  }

  return {
    name,
    instructions: (code) => [
      `${inviteUrl(application, false)}  (open it to add ${name} to your server)`,
      `Then type in the channel that shall get the messages:  /pair code:${code}`,
    ],
    listen(heard, failed) {
      gateway ??= openGateway({
        api,
        token,
        clock,
        log: SILENT_LOG,
        refused: (why) => failed(why === 'token' ? tokenRefused() : new Error(BOT_REFUSED)),
        dispatch(event, data) {
          if (event === 'READY')
            for (const { id } of readySchema.safeParse(data).data?.guilds ?? []) present(id);
          const joined = event === 'GUILD_CREATE' ? guildCreateSchema.safeParse(data).data : undefined;
          if (joined !== undefined) present(joined.id);
          const interaction = event === 'INTERACTION_CREATE' ? parseInteraction(data) : null;
          if (interaction === null) return;
          const { user, place, command, args, pressed } = interaction.call;
          if (command !== 'pair' || pressed) return;
          const code = typeof args === 'string' ? args : (args.get('code') ?? '');
          if (looking.size >= MOST_AT_ONCE) return;
          const work = look({ code, user, place }, interaction, heard)
            .catch(() => {})
            .finally(() => looking.delete(work));
          looking.add(work);
        },
      });
    },
    entryOf: ({ chat }) => ({ type: 'discord', channel: chat }),
    async close() {
      await gateway?.close();
      for (const cancel of waits) cancel();
      await Promise.all(looking);
      controller.abort();
      api.close();
    },
  };
}

/** `name`, or `name#1234` where the bot still has such a number. */
function nameOf({ username, discriminator }: z.infer<typeof userSchema>): string {
  return typeof discriminator === 'string' && discriminator !== '0'
    ? `${username}#${discriminator}`
    : username;
}

/** An error in the words of somebody who has just pasted a token. */
function explained(error: unknown): unknown {
  return verdictOf(error).reason === 'unauthorized' ? tokenRefused() : error;
}

function tokenRefused(): FarEndError {
  const message =
    'Discord does not know this token: copy it again (your application, Bot, Reset Token), without spaces';
  return new FarEndError(message, { action: 'refuse', reason: 'unauthorized', retryAfterMs: null });
}
