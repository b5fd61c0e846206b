import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HeardCode, PairingBot } from '../../src/bots/channel-adapter.ts';
import { discordChannel } from '../../src/bots/discord.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { CHANNEL_ID, GUILD_ID } from '../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../support/discord/server.ts';
import { createWaitable } from '../support/discord/waiting.ts';

let discord: FakeDiscord;
let clock: FakeClock;
let bot: PairingBot | null;

beforeEach(async () => {
  discord = await startDiscord();
  clock = createFakeClock();
  bot = null;
});
afterEach(async () => {
  await bot?.close();
  expect(clock.pending).toBe(0);
  await discord.close();
});

async function connect(token = DISCORD_TOKEN): Promise<PairingBot> {
  bot = await discordChannel.pairing.connect({ token, apiRoot: discord.apiRoot }, { clock });
  return bot;
}

function listen(pairing: PairingBot, answers: (code: string) => string | null = () => 'Paired.\nGo on.') {
  const heard = createWaitable<HeardCode>();
  const failures = createWaitable<Error>();
  pairing.listen(
    (code) => {
      heard.add(code);
      return Promise.resolve(answers(code.code));
    },
    (error) => failures.add(error),
  );
  return { heard, failures };
}

it('a bot is known by its name, and says what to do: its invitation first, then the code', async () => {
  const pairing = await connect();
  expect(pairing.name).toBe('pithead');
  const [first = '', second = ''] = pairing.instructions('abc');
  const url = new URL(first.split(' ')[0] ?? '');
  expect(url.origin + url.pathname).toBe('https://discord.com/oauth2/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: '100000000000000001',
    scope: 'bot applications.commands',
    permissions: '84992',
  });
  expect(second).toContain('/pair code:abc');
});

describe('a code that is said', () => {
  it('is heard with who said it where, and answered there for nobody else to see', async () => {
    const pairing = await connect();
    const { heard } = listen(pairing);
    await discord.registrations.count(1);
    const token = discord.say({ command: 'pair', options: { code: ' abc ' } });
    const answer = await discord.answers.next(undefined, 0);
    expect(heard.all).toEqual([
      {
        code: ' abc ',
        user: { platform: 'discord', id: '500000000000000001', name: 'ada' },
        place: { chat: CHANNEL_ID, thread: null, guild: GUILD_ID, private: false, title: 'alerts' },
      },
    ]);
    expect(answer).toMatchObject({ token, embeds: [{ title: 'Paired.', description: 'Go on.' }] });
    expect(discord.callbacks.all).toMatchObject([{ type: 5, flags: 64 }]);
    const place = heard.all[0]?.place;
    expect(place === undefined ? null : pairing.entryOf(place)).toEqual({
      type: 'discord',
      channel: CHANNEL_ID,
    });
  });

  it('gets no callback where there is no answer, nor does another command', async () => {
    const { heard } = listen(await connect(), (code) => (code === 'right' ? 'Paired.' : null));
    await discord.registrations.count(1);
    const wrong = discord.say({ command: 'pair', options: { code: 'wrong' } });
    const other = discord.say({ command: 'status' });
    discord.say({ command: 'pair', options: { code: 'right' } });
    await discord.answers.count(1);
    expect(heard.all.map(({ code }) => code)).toEqual(['wrong', 'right']);
    expect(discord.asked.all.filter(({ path }) => path.includes(wrong) || path.includes(other))).toEqual([]);
  });
});

describe('/pair', () => {
  it('is registered beside what is there already, and in a server that the bot joins meanwhile', async () => {
    const before = { name: 'status', description: 'x', type: 1 as const, options: [] };
    discord.commands.set(GUILD_ID, [before]);
    listen(await connect());
    await discord.registrations.count(1);
    discord.invite('210000000000000001', '310000000000000001');
    const [here, there] = await discord.registrations.count(2);
    expect(here?.commands.map(({ name }) => name)).toEqual(['status', 'pair']);
    expect(there).toMatchObject({ guild: '210000000000000001', commands: [{ name: 'pair' }] });
    expect(there?.commands[0]?.options).toMatchObject([{ name: 'code', required: true }]);
  });

  it('is tried again where it could not be registered', async () => {
    let left = 2;
    discord.fault = ({ path }) =>
      path.endsWith('/commands') && left-- > 0 ? { as: 'status', status: 500 } : null;
    listen(await connect());
    const moving = setInterval(() => clock.advance(1_000), 2);
    await discord.registrations.count(1);
    clearInterval(moving);
  });
});

describe('what is wrong is said', () => {
  it('with the token', async () => {
    await expect(connect('wrong')).rejects.toMatchObject({
      message: expect.stringContaining('does not know this token'),
      verdict: { action: 'refuse', reason: 'unauthorized' },
    });
  });

  it('with the way there', async () => {
    await discord.goAway();
    await expect(connect()).rejects.toMatchObject({ verdict: { action: 'retry', reason: 'unreachable' } });
  });

  it('when it never answers', async () => {
    discord.fault = () => ({ as: 'hang' });
    const connecting = connect();
    await discord.asked.count(1);
    clock.advance(30_000);
    await expect(connecting).rejects.toMatchObject({ verdict: { action: 'retry', reason: 'timeout' } });
  });

  it('while it listens', async () => {
    discord.gateway.refuseWith = 4_014;
    const { failures } = listen(await connect());
    expect((await failures.next(undefined, 0)).message).toContain('refuses this bot');
  });
});
