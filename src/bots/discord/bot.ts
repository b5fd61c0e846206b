import type { ChatCommands, ChannelTrouble } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/ports.ts';
import type { BotAccess } from '../channel-adapter.ts';
import { createShared } from '../shared.ts';
import { answer, answerNow, type AnswerDeps } from './answer.ts';
import { openApi, type Api } from './api.ts';
import { openGateway, type Gateway } from './gateway.ts';
import { parseInteraction } from './interaction.ts';
import { guildCreateSchema, guildDeleteSchema, readySchema } from './objects.ts';
import { createRegistrar, type Registrar } from './register.ts';

/** Commands that are worked on at the same time; one more is told to come again. */
const IN_FLIGHT = 32;

/** A channel of the configuration that a bot serves. */
export interface BotChannel {
  readonly name: string;
  /** Discord's id of it. */
  readonly id: string;
  readonly report: (trouble: ChannelTrouble) => void;
}

/** What all channels of one token have in common: the library's client and the connection to the gateway. */
export interface Bot {
  /** Loads the library at the first call. */
  api(): Promise<Api>;
  join(channel: BotChannel): void;
  /** Takes commands from now on, for every channel that has joined; connects at the first call. Returns at once. */
  listen(commands: ChatCommands): void;
  /** Tells the operators through the other channels that the token is refused. */
  tokenRefused(): void;
  /** Closes all when the last one leaves. */
  leave(channel: BotChannel): Promise<void>;
}

export interface BotDeps {
  readonly clock: Clock;
  readonly log: Log;
}

const shared = createShared<Map<string, Bot>>();

/** The bot of a token, the same for all channels of a program. Reaches no network. */
export function botOf(access: BotAccess, deps: BotDeps & { readonly scope: object }): Bot {
  const bots = shared(deps.scope, 'bots', () => new Map());
  const key = JSON.stringify([access.token, access.apiRoot]);
  const known = bots.get(key);
  if (known !== undefined) return known;
  const bot = createBot(access, deps, () => bots.delete(key));
  bots.set(key, bot);
  return bot;
}

function createBot(access: BotAccess, { clock, log }: BotDeps, gone: () => void): Bot {
  const channels = new Set<BotChannel>();
  const controller = new AbortController();
  let opened: Promise<Api> | null = null;
  let commands: ChatCommands | null = null;
  let gateway: Promise<Gateway> | null = null;
  let registrar: Registrar | null = null;
  let application: string | null = null;
  let inFlight = 0;

  const api = (): Promise<Api> => (opened ??= openApi(access));

  function tell(kind: string, title: string, body: string, where = (_channel: BotChannel) => true): void {
    for (const channel of channels) {
      if (where(channel)) channel.report({ channel: channel.name, kind, title, body });
    }
  }

  function tokenRefused(): void {
    tell(
      'token-refused',
      'Discord refuses the token of this bot',
      'Nothing can be sent or asked there. Make a new token (discord.com/developers/applications, your application, Bot, Reset Token), put it into .env (or wherever the configuration takes it from), and restart.',
    );
  }

  function register(): void {
    if (application === null || commands === null) return;
    const ids = [...new Set([...channels].map(({ id }) => id))];
    registrar?.ensure(application, ids, commands.list);
  }

  async function connect(): Promise<Gateway> {
    const loaded = await api();
    const answerDeps = { api: loaded, clock, log, signal: controller.signal };
    registrar = createRegistrar({
      ...answerDeps,
      isOurs: (id) => [...channels].some((channel) => channel.id === id),
      refused: (id) =>
        tell(
          'commands-not-registered',
          'Discord does not let the bot register its commands',
          'Messages may still arrive. Check that the channel exists, and invite the bot again with the scopes `bot` and `applications.commands`: `npx pithead doctor` has the address.',
          (channel) => channel.id === id,
        ),
    });
    return openGateway({
      api: loaded,
      token: access.token,
      clock,
      log,
      refused(why) {
        if (why === 'token') return tokenRefused();
        tell(
          'bot-refused',
          'Discord refuses the bot',
          'Its gateway closed the connection for good; commands do not work until it takes the bot again. See the bot at discord.com/developers/applications.',
        );
      },
      dispatch(name, data) {
        // Guilds follow, each by its GUILD_CREATE.
        if (name === 'READY') application = readySchema.safeParse(data).data?.application.id ?? null;
        if (name === 'GUILD_CREATE') {
          const guild = guildCreateSchema.safeParse(data).data;
          if (guild !== undefined) {
            registrar?.learn(
              guild.id,
              [...guild.channels, ...guild.threads].map(({ id }) => id),
            );
          }
          register();
        }
        if (name === 'GUILD_DELETE') {
          const guild = guildDeleteSchema.safeParse(data).data;
          if (guild?.unavailable === false) registrar?.forget(guild.id);
        }
        if (name === 'INTERACTION_CREATE') interact(data, answerDeps);
      },
    });
  }

  function interact(data: unknown, deps: AnswerDeps): void {
    const interaction = parseInteraction(data);
    if (interaction === null || commands === null) return;
    const admitted = commands.admit(interaction.call);
    if (admitted === null) return;
    if (inFlight >= IN_FLIGHT) {
      admitted.passOver();
      const busy = { title: 'Too many commands at once', body: 'Try it again in a minute.', link: null };
      answerNow(interaction, busy, deps).catch(() => {});
      return;
    }
    inFlight += 1;
    void answer(interaction, admitted, deps).finally(() => {
      inFlight -= 1;
    });
  }

  return {
    api,
    tokenRefused,
    join: (channel) => channels.add(channel),
    listen(given) {
      commands = given;
      if (gateway !== null) return register();
      gateway = connect();
      gateway.catch((error: unknown) => {
        log.error('discord-not-listening', { detail: error instanceof Error ? error.message : 'unknown' });
      });
    },
    async leave(channel) {
      channels.delete(channel);
      if (channels.size > 0) return;
      gone();
      controller.abort();
      registrar?.close();
      try {
        await (await gateway)?.close();
        (await opened)?.close();
      } catch {
        // It could not be opened; there is nothing to close.
      }
    },
  };
}
