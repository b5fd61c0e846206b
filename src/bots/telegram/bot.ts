import type { ChatCommands, ChannelTrouble } from '../../core/chat.ts';
import type { Clock } from '../../core/clock.ts';
import { MINUTE_MS } from '../../core/duration.ts';
import type { Log } from '../../core/ports.ts';
import { createAnswering } from './answer.ts';
import { createClient, type Access, type TelegramClient } from './client.ts';
import type { Home } from './home.ts';
import { setMenus } from './menu.ts';
import { poll } from './poll.ts';
import { sayMigrated, sayTrouble } from './trouble.ts';
import type { Heard, HeardCommand } from './update.ts';

/** Of what was kept for us, older commands and presses are not run any more: they were meant for another moment. */
const STALE_MS = 5 * MINUTE_MS;

export interface BotDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** A moment in the operator's zone. */
  readonly dateAndTime: (at: number) => string;
}

/** A channel that posts by this bot. */
export interface Member {
  readonly name: string;
  readonly home: Home;
  readonly report: (trouble: ChannelTrouble) => void;
}

export interface Membership {
  readonly client: TelegramClient;
  /** Begins to take commands, once for all channels of the bot. */
  listen(commands: ChatCommands): void;
  /** A group became a supergroup: every channel of it goes along. */
  migrated(from: string, to: string): Promise<void>;
  /** The bot's last channel takes its connections along. */
  leave(): Promise<void>;
}

/** One bot for all channels of a program that have its token. Reaches no network before its first use. */
export interface SharedBot {
  join(member: Member): Membership;
}

export function createBot(access: Access, deps: BotDeps): SharedBot {
  const { clock, log, dateAndTime } = deps;
  const client = createClient(access);
  const members = new Set<Member>();
  let ending = new AbortController();
  let polling: Promise<void> | null = null;

  function listen(commands: ChatCommands): void {
    if (polling !== null) return;
    const { signal } = ending;
    const answer = createAnswering({ client, clock, log, dateAndTime, signal });
    let away = false;
    let outdated = new AbortController();

    async function menus(): Promise<void> {
      outdated.abort();
      outdated = new AbortController();
      const both = AbortSignal.any([signal, outdated.signal]);
      const chats = await Promise.all([...members].map(({ home }) => home.chat()));
      await setMenus(chats, commands.list, { client, clock, log, signal: both });
    }

    polling = poll({
      client,
      clock,
      signal,
      connected: () => background(menus()),
      heard(what: Heard, missedMs) {
        if (what.kind === 'migration') return background(migrated(what.from, what.to).then(menus));
        try {
          if (what.kind === 'press') answer(what, commands, missedMs > STALE_MS);
          else if (missedMs > 0 && isStale(what)) commands.admit(what)?.passOver();
          else answer(what, commands);
        } catch (error) {
          log.error('telegram-command', { error: wordsOf(error) });
        }
      },
      trouble(what, error) {
        if (what !== 'away') {
          for (const { name, report } of members) report(sayTrouble(what, name));
        } else if (!away) log.warn('telegram-away', { channels: names(), error: wordsOf(error) });
        away = what === 'away';
      },
      recovered() {
        log.info('telegram-listens', { channels: names() });
        away = false;
      },
    });
  }

  function isStale({ at, command, user }: HeardCommand): boolean {
    const ageMs = clock.now() - at;
    if (ageMs <= STALE_MS) return false;
    log.info('telegram-stale-command', { command, user: user.id, ageMs });
    return true;
  }

  async function migrated(from: string, to: string): Promise<void> {
    for (const { name, home, report } of members) {
      try {
        if ((await home.chat()) === from && (await home.moveTo(to))) report(sayMigrated(name, from, to));
      } catch (error) {
        log.error('telegram-memory', { channel: name, chat: to, error: wordsOf(error) });
      }
    }
  }

  function background(work: Promise<void>): void {
    work.catch((error: unknown) => log.warn('telegram-background', { error: wordsOf(error) }));
  }

  function names(): string {
    return [...members].map(({ name }) => name).join(', ');
  }

  return {
    join(member) {
      members.add(member);
      return {
        client,
        listen,
        migrated,
        async leave() {
          if (!members.delete(member) || members.size > 0) return;
          ending.abort();
          ending = new AbortController();
          const ended = polling;
          polling = null;
          await ended;
          client.close();
        },
      };
    },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
