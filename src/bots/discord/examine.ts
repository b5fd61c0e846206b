import { z } from 'zod';
import { SECOND_MS } from '../../core/duration.ts';
import { verdictOf } from '../../core/far-end.ts';
import { aboutChannel, type Finding } from '../../core/finding.ts';
import type { ExamineDeps } from '../channel-adapter.ts';
import { NEVER, withDeadline } from '../deadline.ts';
import { openApi, type Api } from './api.ts';
import { inviteUrl } from './invite.ts';
import { applicationSchema, channelSchema, guildSchema, memberSchema, userSchema } from './objects.ts';
import { missingRights } from './rights.ts';
import type { DiscordEntry } from './schema.ts';

const GIVE_UP_MS = 10 * SECOND_MS;
/** Threads of announcements, public and private ones. */
const THREADS: ReadonlySet<number> = new Set([10, 11, 12]);
/** What is looked at, each with one finding. */
const IN_ORDER = ['token', 'channel', 'rights', 'commands'] as const;
const WAIT = 'look at https://discordstatus.com and at your network, and try again';

interface Look {
  readonly api: Api;
  readonly entry: DiscordEntry;
  readonly signal: AbortSignal;
  readonly running: boolean;
  readonly pins: boolean;
  readonly find: (what: string, state: Finding['state'], detail: string, fix: string | null) => void;
}

/** Whether the bot can be signed in with, reaches its channel, may write there, and has its commands there. */
export async function examine(
  name: string,
  entry: DiscordEntry,
  deps: ExamineDeps,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const find: Look['find'] = (what, state, detail, fix) => {
    const about = `${aboutChannel('discord', name)}: ${what}`;
    findings.push({ about, state, detail: deps.redact(detail), fix });
  };
  try {
    const api = await openApi({ token: entry.token, apiRoot: entry.apiRoot ?? null });
    try {
      const { running, pins } = deps;
      await withDeadline(deps.clock, GIVE_UP_MS, NEVER, (signal) =>
        look({ api, entry, running, pins, signal, find }),
      );
    } finally {
      api.close();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown';
    find(IN_ORDER[findings.length] ?? 'commands', 'unknown', detail, WAIT);
  }
  return findings;
}

async function look(at: Look): Promise<void> {
  const { api, entry, pins, signal, find } = at;
  const { Routes } = api.library;
  const token = await asked(() => api.call({ method: 'GET', path: Routes.user() }, userSchema, signal));
  if (token.outcome === 'refused') {
    const fix =
      'make a new one: discord.com/developers/applications, your application, Bot, Reset Token; put it into .env and restart';
    return find('token', 'problem', `Discord refuses it (${token.reason})`, fix);
  }
  const bot = token.value;
  const { id: application } = await api.call(
    { method: 'GET', path: Routes.currentApplication() },
    applicationSchema,
    signal,
  );
  find('token', 'ok', `signed in as ${bot.username}`, null);

  const path = Routes.channel(entry.channel);
  const reached = await asked(() => api.call({ method: 'GET', path }, channelSchema, signal));
  if (reached.outcome === 'refused') {
    const said = reached.reason === 'not-found' ? 'there is no such channel' : 'the bot is not let into it';
    const fix = `check the id, and invite the bot to its server: ${inviteUrl(application, pins)}`;
    return find('channel', 'problem', `${entry.channel}: ${said}`, fix);
  }
  const channel = reached.value;
  find('channel', 'ok', `#${channel.name ?? channel.id}`, null);
  if (channel.guild_id === null) {
    return find('rights', 'unknown', 'this is no channel of a server', 'use a channel of a server');
  }
  await lookAtRights(at, bot.id, channel, channel.guild_id);
  await lookAtCommands(at, application, channel.guild_id);
}

async function lookAtRights(
  { api, pins, signal, find }: Look,
  bot: string,
  channel: z.infer<typeof channelSchema>,
  guildId: string,
): Promise<void> {
  const { Routes } = api.library;
  const isThread = THREADS.has(channel.type);
  const known = await asked(async () => {
    const guild = await api.call({ method: 'GET', path: Routes.guild(guildId) }, guildSchema, signal);
    const memberPath = Routes.guildMember(guildId, bot);
    const member = await api.call({ method: 'GET', path: memberPath }, memberSchema, signal);
    // A thread has the overwrites of the channel it hangs on.
    const parent = isThread ? channel.parent_id : null;
    const parentPath = Routes.channel(parent ?? channel.id);
    const ruling =
      typeof parent === 'string'
        ? await api.call({ method: 'GET', path: parentPath }, channelSchema, signal)
        : channel;
    return { guild, member, overwrites: ruling.permission_overwrites };
  });
  const fix = 'in Discord, open the settings of the channel, Permissions, and give the bot these rights';
  if (known.outcome === 'refused' || known.value.overwrites === undefined) {
    return find('rights', 'unknown', 'Discord does not say what the bot may do there', fix);
  }
  const { guild, member, overwrites } = known.value;
  const missing = missingRights({ bot, memberRoles: member.roles, guild, overwrites, isThread, pins });
  if (missing.length === 0) find('rights', 'ok', 'the bot may write there', null);
  else find('rights', 'problem', `missing: ${missing.join(', ')}`, fix);
}

async function lookAtCommands(at: Look, application: string, guild: string): Promise<void> {
  const { api, signal, running, pins, find } = at;
  const path = api.library.Routes.applicationGuildCommands(application, guild);
  const known = await asked(() => api.call({ method: 'GET', path }, z.array(z.unknown()), signal));
  const invite = `invite the bot again, with the scope applications.commands: ${inviteUrl(application, pins)}`;
  if (known.outcome === 'refused') return find('commands', 'problem', `refused (${known.reason})`, invite);
  const count = known.value.length;
  if (count > 0) find('commands', 'ok', `${count} registered in the server`, null);
  else if (running) find('commands', 'problem', 'none registered in the server', invite);
  else find('commands', 'ok', 'none yet: the program registers them when it starts', null);
}

/** What was asked, or why it was refused. Throws where it could not be told. */
async function asked<T>(
  ask: () => Promise<T>,
): Promise<
  { readonly outcome: 'told'; readonly value: T } | { readonly outcome: 'refused'; readonly reason: string }
> {
  try {
    return { outcome: 'told', value: await ask() };
  } catch (error) {
    const { action, reason } = verdictOf(error);
    if (action === 'retry' && reason !== 'unauthorized') throw error;
    return { outcome: 'refused', reason };
  }
}
