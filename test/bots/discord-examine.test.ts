import { afterEach, beforeEach, expect, it } from 'vitest';
import { discordChannel } from '../../src/bots/discord.ts';
import type { Finding } from '../../src/core/finding.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMemory } from '../support/channel-deps.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { BOT_ID, CHANNEL_ID, GUILD_ID, PIN_MESSAGES } from '../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../support/discord/server.ts';

let discord: FakeDiscord;
let clock: FakeClock;

beforeEach(async () => {
  discord = await startDiscord();
  clock = createFakeClock();
});
afterEach(async () => {
  expect(clock.pending).toBe(0);
  await discord.close();
});

function examine(running = false, channel = CHANNEL_ID, pins = false): Promise<readonly Finding[]> {
  const entry = { type: 'discord', token: DISCORD_TOKEN, channel, apiRoot: discord.apiRoot } as const;
  const redact = createRedactor([new Secret(DISCORD_TOKEN)]);
  return discordChannel.examine('ops', entry, { clock, redact, memory: createMemory(), running, pins });
}

const brief = (findings: readonly Finding[]) =>
  findings.map(({ about, state, detail }) => `${state} ${about}: ${detail}`);

const SIGNED_IN = 'ok discord ops: token: signed in as pithead';
const CHANNEL = 'ok discord ops: channel: #alerts';
const RIGHTS = 'ok discord ops: rights: the bot may write there';
const COMMANDS = 'ok discord ops: commands: none yet: the program registers them when it starts';
const overwrite = (id: string, type: 0 | 1, allow: number, deny: number) => ({
  id,
  type,
  allow: String(allow),
  deny: String(deny),
});
const SEND = 2_048;

function guild() {
  const [first] = discord.guilds;
  const [channel] = first?.channels ?? [];
  if (first === undefined || channel === undefined) throw new Error('there is one');
  return { guild: first, channel };
}

it.each<readonly [string, () => void, readonly string[]]>([
  ['all well', () => {}, [SIGNED_IN, CHANNEL, RIGHTS, COMMANDS]],
  [
    'the token refused',
    () => (discord.fault = () => ({ as: 'status', status: 401 })),
    ['problem discord ops: token: Discord refuses it (unauthorized)'],
  ],
  [
    'the channel gone',
    () => guild().guild.channels.splice(0),
    [SIGNED_IN, `problem discord ops: channel: ${CHANNEL_ID}: there is no such channel`],
  ],
  [
    'the channel closed to the bot',
    () =>
      (discord.fault = ({ path }) => (path.startsWith('/channels') ? { as: 'status', status: 403 } : null)),
    [SIGNED_IN, `problem discord ops: channel: ${CHANNEL_ID}: the bot is not let into it`],
  ],
  [
    'no right to send in the server',
    () => (guild().guild.permissions &= ~2_048n),
    [SIGNED_IN, CHANNEL, 'problem discord ops: rights: missing: Send Messages', COMMANDS],
  ],
  [
    'no rights in the channel',
    () => (guild().channel.overwrites = [overwrite(GUILD_ID, 0, 0, 84_992)]),
    [
      SIGNED_IN,
      CHANNEL,
      'problem discord ops: rights: missing: View Channel, Send Messages, Embed Links, Read Message History',
      COMMANDS,
    ],
  ],
  [
    'a right denied to everyone and given to a role of the bot',
    () => {
      guild().guild.roles = [{ id: '900000000000000001', permissions: 0n }];
      guild().channel.overwrites = [
        overwrite('900000000000000001', 0, SEND, 0),
        overwrite(GUILD_ID, 0, 0, SEND),
      ];
    },
    [SIGNED_IN, CHANNEL, RIGHTS, COMMANDS],
  ],
  [
    'a right denied to the bot itself',
    () => (guild().channel.overwrites = [overwrite(BOT_ID, 1, 0, SEND)]),
    [SIGNED_IN, CHANNEL, 'problem discord ops: rights: missing: Send Messages', COMMANDS],
  ],
  [
    'an administrator',
    () => {
      guild().guild.roles = [{ id: '900000000000000001', permissions: 8n }];
      guild().channel.overwrites = [overwrite(BOT_ID, 1, 0, SEND)];
    },
    [SIGNED_IN, CHANNEL, RIGHTS, COMMANDS],
  ],
  [
    'rights that Discord does not tell',
    () => (discord.fault = ({ path }) => (path.includes('/members/') ? { as: 'status', status: 403 } : null)),
    [
      SIGNED_IN,
      CHANNEL,
      'unknown discord ops: rights: Discord does not say what the bot may do there',
      COMMANDS,
    ],
  ],
  [
    'commands registered',
    () => discord.commands.set(GUILD_ID, [{ name: 'status', description: 'x', type: 1, options: [] }]),
    [SIGNED_IN, CHANNEL, RIGHTS, 'ok discord ops: commands: 1 registered in the server'],
  ],
  [
    'commands refused',
    () => (discord.fault = ({ path }) => (path.endsWith('/commands') ? { as: 'status', status: 403 } : null)),
    [SIGNED_IN, CHANNEL, RIGHTS, 'problem discord ops: commands: refused (forbidden)'],
  ],
  [
    'Discord in trouble',
    () => (discord.fault = () => ({ as: 'html', status: 503 })),
    ['unknown discord ops: token: Discord answered 503'],
  ],
])('%s', async (_what, arrange, wanted) => {
  arrange();
  const findings = await examine();
  expect(brief(findings)).toEqual(wanted);
  for (const { state, fix } of findings) expect(fix === null).toBe(state === 'ok');
});

it('a running program without commands has a problem', async () => {
  const findings = await examine(true);
  expect(findings.at(-1)).toMatchObject({ state: 'problem', detail: 'none registered in the server' });
});

it.each([
  ['no right of its own', 0n, 'problem discord ops: rights: missing: Pin Messages'],
  ['the right to pin', PIN_MESSAGES, RIGHTS],
  ['the right that pinning once was part of', 1n << 13n, RIGHTS],
])('where a message is to be pinned, a bot with %s', async (_what, right, wanted) => {
  guild().guild.permissions |= right;
  const findings = await examine(false, CHANNEL_ID, true);
  expect(brief(findings)).toContain(wanted);
  expect(brief(await examine())).toContain(RIGHTS);
});

it.each([
  [false, '84992'],
  [true, String(84_992n | PIN_MESSAGES)],
])('is invited with what it needs (a message is to be pinned: %j)', async (pins, permissions) => {
  guild().guild.channels.splice(0);
  const fix = (await examine(false, CHANNEL_ID, pins)).at(-1)?.fix ?? '';
  expect(fix).toContain(`permissions=${permissions}`);
});

it('a thread has the rights of its channel, and a right of its own to write', async () => {
  const { guild: server, channel } = guild();
  const thread = { ...channel, id: '320000000000000001', name: 'a thread', type: 11, parent: channel.id };
  server.channels.push(thread);
  const without = await examine(false, thread.id);
  expect(brief(without)).toContain('problem discord ops: rights: missing: Send Messages in Threads');
  server.permissions |= 1n << 38n;
  expect(brief(await examine(false, thread.id))).toContain(RIGHTS);
});

it('gives up after 10 s', async () => {
  discord.fault = ({ path }) => (path.startsWith('/channels') ? { as: 'hang' } : null);
  const examining = examine();
  await discord.asked.next(({ path }) => path.startsWith('/channels'), 0);
  clock.advance(10_000);
  expect(brief(await examining)).toEqual([
    SIGNED_IN,
    'unknown discord ops: channel: Discord did not answer in time',
  ]);
});

it('never throws, and shows no token, where nobody is there', async () => {
  await discord.goAway();
  const findings = await examine();
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ about: 'discord ops: token', state: 'unknown' });
  expect(JSON.stringify(findings)).not.toContain(DISCORD_TOKEN);
});
