import { mkdtempSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHANNEL_ID } from '../../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../../support/discord/server.ts';
import { FORUM, PRIVATE_CHAT, TOPIC } from '../../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../../support/telegram/server.ts';
import { CTRL_C, DOWN, ENTER, openPipes, openTerminal, type Terminal } from './terminal.ts';

let dir = '';
let telegram: FakeTelegram;
let discord: FakeDiscord;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-init-pty-'));
  [telegram, discord] = await Promise.all([startTelegram(), startDiscord()]);
});
afterEach(async () => {
  await Promise.all([telegram.close(), discord.close()]);
  rmSync(dir, { recursive: true, force: true });
});

const config = (): unknown => parse(readFileSync(join(dir, 'pithead.yaml'), 'utf8'));
const secrets = () => parseEnv(readFileSync(join(dir, '.env'), 'utf8'));

/** Waits for the question, then answers it. */
async function answer(terminal: Terminal, question: string | RegExp, keys = ''): Promise<void> {
  await terminal.see(question);
  terminal.type(keys + ENTER);
}

/** Chooses by the arrow keys. */
async function choose(terminal: Terminal, question: string, choice: string): Promise<void> {
  await terminal.see(question);
  const pointer = /❯ ([^\n]*)/;
  for (let at = await terminal.see(pointer); !at.startsWith(choice); at = await terminal.see(pointer))
    terminal.type(DOWN);
  terminal.type(ENTER);
}

describe('the whole wizard on a pseudo-terminal', () => {
  it('connects Telegram: a wrong token, a topic, a private chat, GitHub, and the test event arrives in both', async () => {
    const terminal = openTerminal(dir, ['init', '--api-root', telegram.url]);
    await choose(terminal, 'Where shall messages go?', 'Telegram');
    await terminal.see('BotFather');
    await answer(terminal, 'The bot’s token', '123456:not-the-token');
    await terminal.see('That does not work: Telegram does not know this token');
    await answer(terminal, 'The bot’s token', BOT_TOKEN);
    const first = await terminal.see(/\?start=([a-z0-9]+)/);
    await terminal.see('it lives 60 minutes');
    telegram.say({ text: '/pair wrong', chat: FORUM, thread: TOPIC });
    await terminal.see('A wrong code was said; 2 tries are left.');
    telegram.say({ text: `/pair ${first}`, chat: FORUM, thread: TOPIC });
    await answer(terminal, /Pair the chat "Forum", topic 7, where "[^"]+" said the code\?/, 'y');
    expect((await telegram.message(1)).text).toMatch(/^The code is right/);
    await answer(terminal, 'The channel’s name');
    await answer(terminal, 'Pair another chat with this bot?', 'y');
    const second = await terminal.see(/\?start=([a-z0-9]+)/);
    telegram.say({ text: `/start ${second}`, chat: PRIVATE_CHAT });
    await answer(terminal, 'The channel’s name', 'mine');
    expect((await telegram.message(2)).text).toMatch(/^Paired/);
    await answer(terminal, 'Pair another chat with this bot?', 'n');
    await answer(terminal, 'Your name as an operator', 'ada');
    await answer(terminal, 'from outside?', 'https://hooks.example.org');
    await choose(terminal, 'Who shall send webhooks?', 'GitHub');
    await answer(terminal, 'The source’s name');
    await terminal.see('channels.ops: { type: telegram, token: "${TELEGRAM_TOKEN}"');
    await answer(terminal, 'Write this?', 'y');
    await terminal.see('Delivered to ops, mine: look at your chat.');
    await terminal.see('Payload URL     https://hooks.example.org/hooks/github');
    expect(await terminal.ended).toBe(0);

    expect(config()).toMatchObject({
      channels: {
        ops: {
          type: 'telegram',
          token: '${TELEGRAM_TOKEN}',
          apiRoot: telegram.url,
          chat: FORUM,
          thread: TOPIC,
        },
        mine: { type: 'telegram', token: '${TELEGRAM_TOKEN}', chat: PRIVATE_CHAT },
      },
      operators: { ada: { telegram: 111, role: 'admin' } },
      sources: { github: { scheme: 'github', secrets: ['${GITHUB_SECRET}'] } },
    });
    expect(secrets()).toMatchObject({ TELEGRAM_TOKEN: BOT_TOKEN });
    expect(statSync(join(dir, '.env')).mode & 0o777).toBe(0o600);
    const tests = telegram.sent.filter(({ text }) => text.includes('Pithead is connected'));
    expect(tests.map(({ chat, thread }) => [chat, thread])).toEqual(
      expect.arrayContaining([
        [FORUM, TOPIC],
        [PRIVATE_CHAT, null],
      ]),
    );
    expect(tests).toHaveLength(2);
    // The program that sent them did not listen: it would have set the menu of commands.
    expect(telegram.menus.size).toBe(0);
    expect(terminal.raw()).not.toContain(BOT_TOKEN);
    expect(terminal.raw()).not.toContain('not-the-token');
  });

  it('connects Discord beside it, with the same person', async () => {
    const terminal = openTerminal(dir, ['init', '--api-root', discord.apiRoot, '--channel', 'discord']);
    await terminal.see('discord.com/developers');
    await answer(terminal, 'The bot’s token', DISCORD_TOKEN);
    const code = await terminal.see(/\/pair code:([a-z0-9]+)/);
    await discord.registrations.count(1);
    discord.say({ command: 'pair', options: { code } });
    await answer(terminal, /Pair the chat "[^"]+", where "ada" said the code\?/, 'y');
    await answer(terminal, 'The channel’s name');
    await answer(terminal, 'Pair another chat with this bot?', 'n');
    await answer(terminal, 'Your name as an operator');
    await answer(terminal, 'from outside?');
    await choose(terminal, 'Who shall send webhooks?', 'nobody yet');
    await answer(terminal, 'Write this?', 'y');
    await terminal.see('Delivered to alerts: look at your chat.');
    expect(await terminal.ended).toBe(0);
    expect(config()).toMatchObject({
      channels: { alerts: { type: 'discord', token: '${DISCORD_TOKEN}', channel: CHANNEL_ID } },
      operators: { ada: { discord: '500000000000000001', role: 'admin' } },
    });
    expect(discord.messages.all).toMatchObject([
      { channel: CHANNEL_ID, embeds: [{ title: 'Pithead is connected' }] },
    ]);
    expect(terminal.raw()).not.toContain(DISCORD_TOKEN);
  });

  it.each([
    ['at a question', 'Where shall messages go?', [] as readonly string[]],
    ['while it waits for the code', 'Ctrl-C breaks off', ['--channel', 'telegram', '--token', BOT_TOKEN]],
  ])('writes nothing when Ctrl-C comes %s, and ends with 1', async (_when, text, args) => {
    const terminal = openTerminal(dir, ['init', '--api-root', telegram.url, ...args]);
    await terminal.see(text);
    terminal.type(CTRL_C);
    await terminal.see('broken off: nothing was written');
    expect(await terminal.ended).toBe(1);
    expect([existsSync(join(dir, 'pithead.yaml')), existsSync(join(dir, '.env'))]).toEqual([false, false]);
    expect(telegram.updates.waiting).toBe(false);
  });
});

describe('the whole of it by flags, without a terminal', () => {
  it('connects Telegram, with the token from stdin', async () => {
    const args = ['init', '--channel', 'telegram', '--token', '-', '--api-root', telegram.url];
    const run = openPipes(dir, [...args, '--source-scheme', 'standard-webhooks', '--name', 'phone']);
    run.type(`${BOT_TOKEN}\n`);
    run.endInput();
    const code = await run.see(/\?start=([a-z0-9]+)/);
    telegram.say({ text: `/start ${code}`, chat: PRIVATE_CHAT });
    expect([await run.ended, run.screen()]).toEqual([0, expect.stringContaining('look at your chat')]);
    expect(config()).toMatchObject({
      channels: { phone: { type: 'telegram', chat: PRIVATE_CHAT } },
      operators: { ada: { telegram: 111, role: 'admin' } },
      sources: { webhooks: { scheme: 'standard-webhooks' } },
    });
    expect(telegram.sent.map(({ text }) => text.split('\n')[0])).toEqual([
      expect.stringMatching(/^Paired/),
      expect.stringContaining('Pithead is connected'),
    ]);
    expect(run.raw()).not.toContain(BOT_TOKEN);
  });

  it('connects Discord, and the chat is answered before the bot goes', async () => {
    const args = ['init', '--channel', 'discord', '--token-env', 'BOT', '--api-root', discord.apiRoot];
    const run = openPipes(dir, args, { BOT: DISCORD_TOKEN });
    const code = await run.see(/\/pair code:([a-z0-9]+)/);
    await discord.registrations.count(1);
    discord.say({ command: 'pair', options: { code } });
    expect([await run.ended, run.screen()]).toEqual([0, expect.stringContaining('look at your chat')]);
    expect(config()).toMatchObject({ channels: { alerts: { token: '${BOT}', channel: CHANNEL_ID } } });
    const said = [...discord.callbacks.all, ...discord.answers.all].flatMap(({ embeds }) => embeds);
    expect(JSON.stringify(said)).toContain('Paired');
    expect(discord.messages.all).toMatchObject([{ embeds: [{ title: 'Pithead is connected' }] }]);
  });

  it('says what to stop where another program listens with the token', async () => {
    const args = ['init', '--channel', 'telegram', '--token', BOT_TOKEN, '--api-root', telegram.url];
    const run = openPipes(dir, args);
    await run.see('Ctrl-C breaks off');
    await telegram.until(() => telegram.updates.waiting);
    // The newer listener ends the older one.
    const other = telegram.updates.get(0, 60_000, null);
    await run.see('another program listens with this bot');
    await run.see('npx pm2 stop pithead');
    expect(await run.ended).toBe(1);
    telegram.updates.release();
    await other;
  });

  it('says what to look at where the platform can’t be reached', async () => {
    await telegram.away();
    const args = ['init', '--channel', 'telegram', '--token', BOT_TOKEN, '--api-root', telegram.url];
    const run = openPipes(dir, args);
    await run.see('look at this machine’s network and the address of its API');
    expect([await run.ended, run.raw().includes(BOT_TOKEN)]).toEqual([1, false]);
  });

  it('ends with 2 and names the flag that is missing', async () => {
    const run = openPipes(dir, ['init', '--channel', 'telegram']);
    expect(await run.ended).toBe(2);
    expect(run.screen()).toMatch(/^--token or --token-env is needed: [^\n]*\n$/);
  });
});
