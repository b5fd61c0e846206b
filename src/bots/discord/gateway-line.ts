import { randomInt } from 'node:crypto';
import type * as Library from 'discord.js';
import { backoffMs } from '../../core/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/duration.ts';
import type { Log } from '../../core/ports.ts';
import type { Api } from './api.ts';

function nothing(): void {}

export interface GatewayDeps {
  readonly api: Api;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Every event that is listened for, by its name of the gateway's. Must not throw. */
  readonly dispatch: (
    name: 'READY' | 'GUILD_CREATE' | 'GUILD_DELETE' | 'INTERACTION_CREATE',
    data: unknown,
  ) => void;
  /** Discord does not take the token, or refuses the bot for good. Called at each such try. */
  readonly refused: (why: 'token' | 'bot') => void;
}

/** `token`, `bot`: refused for good. `failed`: what there is of it is stuck, a new line may help. */
export type LineEnd = 'token' | 'bot' | 'failed';

/** One client of the library with its one connection. */
export interface Line {
  /** Connects, and resolves when this line is of no use any more. Never rejects. */
  ended(): Promise<LineEnd>;
  hangUp(): Promise<void>;
}

type WsManager = Parameters<NonNullable<Library.WebSocketOptions['buildStrategy']>>[0];

/** A connection that lasted so long was a good one: its loss is met without delay. */
const GOOD_MS = MINUTE_MS;
const LONGEST_MS = 5 * MINUTE_MS;
/** From a new connection to READY or RESUMED. */
const UP_WITHIN_MS = MINUTE_MS;
/** Discord allows one IDENTIFY in five seconds. */
const IDENTIFY_EVERY_MS = 5 * SECOND_MS;
const AUTHENTICATION_FAILED = 4_004;

/**
 * The library reconnects twice a second for ever, and can't be told to stop while it does. So what it does before each
 * new connection (it asks for the session) waits here for as long as we want: by back-off, or for good.
 */
export function createLine(deps: GatewayDeps & { readonly up: () => void }): Line {
  const { api, clock, log } = deps;
  const { Client, Events, GatewayDispatchEvents, GatewayIntentBits, SimpleShardingStrategy } = api.library;
  let phase: 'away' | 'connecting' | 'greeted' | 'up' = 'away';
  let upSince = 0;
  let losses = 0;
  let identifiedAt: number | null = null;
  let hungUp = false;
  let cancelWatch = nothing;
  let cancelHold = nothing;
  const end = Promise.withResolvers<LineEnd>();

  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: api.restOptions,
    shards: [0],
    shardCount: 1,
    // Nothing here waits for all guilds.
    waitGuildTimeout: 0,
    ws: {
      buildStrategy(manager) {
        holdBack(manager);
        return new SimpleShardingStrategy(manager);
      },
      buildIdentifyThrottler: () => ({ waitForIdentify: (_shard, signal) => mayIdentify(signal) }),
    },
  });

  function holdBack({ options }: WsManager): void {
    const recall = options.retrieveSessionInfo.bind(options);
    options.retrieveSessionInfo = async (shard) => {
      // Asked for later, too, but first before each new connection.
      if (phase === 'away') {
        phase = 'connecting';
        await mayConnect();
      }
      return recall(shard);
    };
  }

  async function mayConnect(): Promise<void> {
    if (hungUp) return new Promise(() => {});
    if (losses > 1) {
      const ms = backoffMs(losses - 1, randomInt(1_000) / 1_000, SECOND_MS, LONGEST_MS);
      await new Promise<void>((resolve) => {
        cancelHold = clock.after(ms, resolve);
      });
    }
    cancelWatch();
    cancelWatch = clock.after(UP_WITHIN_MS, () => {
      if (phase !== 'up') end.resolve('failed');
    });
  }

  function mayIdentify(signal: AbortSignal): Promise<void> {
    phase = 'greeted';
    // A connection that came about while we hung up could not be closed before.
    if (hungUp) {
      destroy().catch(() => {});
      return new Promise(() => {});
    }
    const now = clock.monotonic();
    const ms = identifiedAt === null ? 0 : Math.max(0, identifiedAt + IDENTIFY_EVERY_MS - now);
    identifiedAt = now + ms;
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ms, resolve);
      const gone = (): void => {
        cancel();
        reject(new Error('the connection is gone'));
      };
      signal.addEventListener('abort', gone, { once: true });
    });
  }

  function isUp(): void {
    phase = 'up';
    upSince = clock.monotonic();
    cancelWatch();
    if (hungUp) return void destroy().catch(() => {});
    log.info('discord-gateway-up');
    deps.up();
  }

  function lost(): void {
    if (phase === 'up' && clock.monotonic() - upSince >= GOOD_MS) losses = 0;
    phase = 'away';
    losses += 1;
    cancelWatch();
  }

  async function destroy(): Promise<void> {
    await client.destroy();
  }

  for (const name of [
    GatewayDispatchEvents.Ready,
    GatewayDispatchEvents.GuildCreate,
    GatewayDispatchEvents.GuildDelete,
    GatewayDispatchEvents.InteractionCreate,
  ] as const) {
    client.ws.on(name, (data: unknown) => {
      if (hungUp) return;
      if (name === GatewayDispatchEvents.Ready) isUp();
      deps.dispatch(name, data);
    });
  }
  client.on(Events.ShardResume, isUp);
  client.on(Events.ShardReconnecting, () => {
    lost();
    if (!hungUp) log.warn('discord-gateway-lost', { losses });
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    lost();
    if (!hungUp) log.warn('discord-gateway-refused', { code });
    end.resolve(code === AUTHENTICATION_FAILED ? 'token' : 'bot');
  });
  client.on(Events.ShardError, (error) => {
    if (!hungUp) log.warn('discord-gateway-error', { detail: error.message });
  });
  client.on(Events.Error, (error) => log.warn('discord-gateway-error', { detail: error.message }));

  return {
    ended() {
      client.login(deps.token).catch((error: unknown) => {
        const { DiscordjsError, DiscordjsErrorCodes } = api.library;
        const isToken = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
        const detail = error instanceof Error ? error.message : 'unknown';
        if (!hungUp) log.warn('discord-gateway-away', { detail });
        end.resolve(isToken ? 'token' : 'failed');
      });
      return end.promise;
    },
    async hangUp() {
      const was = phase;
      hungUp = true;
      cancelWatch();
      cancelHold();
      client.rest.clearHashSweeper();
      client.rest.clearHandlerSweeper();
      // While it connects, the library can't close without an error that nobody catches, and while it signs in its
      // close may never end: then what comes of the connection is closed later, and nobody waits for that.
      if (was === 'up') await destroy();
      else if (was === 'greeted') destroy().catch(() => {});
    },
  };
}
