import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { backoffMs } from '../../core/backoff.ts';
import type { CommandInfo } from '../../core/chat.ts';
import { clip } from '../../core/clip.ts';
import type { Clock } from '../../core/clock.ts';
import { HOUR_MS, SECOND_MS } from '../../core/duration.ts';
import { verdictOf } from '../../core/far-end.ts';
import type { Log } from '../../core/ports.ts';
import type { Api } from './api.ts';
import { channelSchema } from './objects.ts';

function nothing(): void {}

const DESCRIPTION_LENGTH = 100;
const CHAT_INPUT = 1;
const STRING_OPTION = 3;
const FIRST_RETRY_MS = 10 * SECOND_MS;

export interface RegisterDeps {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** True for a channel of the configuration. */
  readonly isOurs: (channel: string) => boolean;
  /** Discord refuses: the bot may not make commands where this channel is. */
  readonly refused: (channel: string) => void;
}

export interface Registrar {
  /** Which guild these channels are in: then it need not be asked. */
  learn(guild: string, channels: readonly string[]): void;
  /** The bot was put out of this guild; when it is let in again, it has no commands there. */
  forget(guild: string): void;
  /** Registers where it has not been done yet: the guilds of these channels. Returns at once; failures are met later. */
  ensure(application: string, channels: readonly string[], list: readonly CommandInfo[]): void;
  close(): void;
}

/** A command as Discord's API takes it: options have the arguments' names and are all texts, the required ones first. */
export function commandBody({ name, about, args }: CommandInfo) {
  const options = [...args]
    .map((arg) => ({
      type: STRING_OPTION,
      name: arg.name,
      description: clip(arg.about, DESCRIPTION_LENGTH),
      required: arg.required,
    }))
    .toSorted((a, b) => Number(b.required) - Number(a.required));
  return { type: CHAT_INPUT, name, description: clip(about, DESCRIPTION_LENGTH), options };
}

/** Puts the commands into each guild that has one of our channels, as a whole, once in the life of the program. */
export function createRegistrar(deps: RegisterDeps): Registrar {
  const { api, clock, log, signal } = deps;
  const guildOf = new Map<string, string | null>();
  const done = new Set<string>();
  let wanted: Parameters<Registrar['ensure']> | null = null;
  let running = false;
  let failures = 0;
  let cancelRetry = nothing;

  async function work(): Promise<void> {
    running = true;
    cancelRetry();
    let failed = false;
    for (let now = wanted; now !== null && !signal.aborted; now = wanted) {
      wanted = null;
      const [application, channels, list] = now;
      failed = false;
      for (const channel of channels) {
        if (!(await one(application, channel, list))) failed = true;
      }
      if (failed && wanted === null) later(now);
    }
    if (!failed) failures = 0;
    running = false;
  }

  function later(again: NonNullable<typeof wanted>): void {
    failures += 1;
    const ms = backoffMs(failures, randomInt(1_000) / 1_000, FIRST_RETRY_MS, HOUR_MS);
    cancelRetry = clock.after(ms, () => ensure(...again));
  }

  /** False where it has to be tried again. */
  async function one(application: string, channel: string, list: readonly CommandInfo[]): Promise<boolean> {
    try {
      const guild = await guildOfChannel(channel);
      if (guild === null || done.has(guild)) return true;
      const path = api.library.Routes.applicationGuildCommands(application, guild);
      await api.call({ method: 'PUT', path, body: list.map(commandBody) }, z.unknown(), signal);
      done.add(guild);
      log.info('commands-registered', { guild, commands: list.length });
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      const { reason, action } = verdictOf(error);
      const detail = error instanceof Error ? error.message : 'unknown';
      log.warn('commands-not-registered', { chat: channel, reason, detail });
      if (action === 'refuse') deps.refused(channel);
      return false;
    }
  }

  async function guildOfChannel(channel: string): Promise<string | null> {
    const known = guildOf.get(channel);
    if (known !== undefined) return known;
    const path = api.library.Routes.channel(channel);
    const { guild_id: guild } = await api.call({ method: 'GET', path }, channelSchema, signal);
    guildOf.set(channel, guild);
    return guild;
  }

  function ensure(...args: Parameters<Registrar['ensure']>): void {
    wanted = args;
    if (running) return;
    work().catch((error: unknown) => {
      running = false;
      log.error('commands-not-registered', { detail: error instanceof Error ? error.message : 'unknown' });
    });
  }

  return {
    learn(guild, channels) {
      for (const channel of channels) if (deps.isOurs(channel)) guildOf.set(channel, guild);
    },
    forget: (guild) => done.delete(guild),
    ensure,
    close: () => cancelRetry(),
  };
}
