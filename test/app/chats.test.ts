import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHANNEL_ID } from '../support/discord/objects.ts';
import { DISCORD_TOKEN, startDiscord, type FakeDiscord } from '../support/discord/server.ts';
import { startProgram, tempDir, type Program } from '../support/program.ts';
import { FORUM, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

const ADA = { telegram: 111, discord: '500000000000000111' };
const STRANGER = { telegram: 999, discord: '500000000000000999' };
const EVENT_ID = /\b[0-7][0-9a-hjkmnp-tv-z]{12}\b/;

let telegram: FakeTelegram;
let discord: FakeDiscord;
let running: Program | null = null;
const dirs: { dispose(): void }[] = [];

beforeEach(async () => {
  [telegram, discord] = await Promise.all([startTelegram(), startDiscord()]);
});

afterEach(async () => {
  await running?.app.stop();
  running = null;
  await Promise.all([telegram.close(), discord.close()]);
  for (const dir of dirs.splice(0)) dir.dispose();
});

async function start(): Promise<Program> {
  const dir = tempDir();
  dirs.push(dir);
  running = await startProgram(dir.path, {
    channels: {
      ops: { type: 'telegram', token: BOT_TOKEN, chat: FORUM, thread: TOPIC, apiRoot: telegram.url },
      alerts: { type: 'discord', token: DISCORD_TOKEN, channel: CHANNEL_ID, apiRoot: discord.apiRoot },
    },
    operators: {
      ada: { ...ADA, role: 'operator' },
      vic: { telegram: 112, discord: '500000000000000112', role: 'viewer' },
    },
  });
  // The gateway is open: what is said from now on is heard.
  await discord.registrations.count(1);
  return running;
}

/** What stands in a Discord message or answer, all of it. */
function textOf(message: unknown): string {
  return JSON.stringify(message).replaceAll('\\\\', '');
}

async function askTelegram(text: string, id: number, chat: number = FORUM): Promise<string> {
  const before = telegram.sent.length;
  telegram.say({ text, chat, ...(chat === FORUM ? { thread: TOPIC } : {}), user: { id, username: 'x' } });
  return (await telegram.message(before + 1)).text;
}

async function askDiscord(
  command: string,
  user: string,
  options: Readonly<Record<string, string>> = {},
): Promise<string> {
  const token = discord.say({ command, user, options });
  return textOf(await discord.answers.next((answer) => answer.token === token, 0));
}

describe('one event', () => {
  it('stands in the Telegram topic and in the Discord channel, and its trace names both messages', async () => {
    const program = await start();
    const { body } = await program.post({ type: 'job.done', title: 'The backup is done' });
    await program.app.settled();
    expect(telegram.sent).toMatchObject([{ chat: FORUM, thread: TOPIC, links: [] }]);
    expect(telegram.sent[0]?.text).toContain('The backup is done');
    expect(discord.messages.all).toHaveLength(1);
    expect(textOf(discord.messages.all[0])).toContain('The backup is done');

    const trace = await program.get(`/v1/trace/${body.id}`);
    expect(trace).toMatchObject({
      steps: [
        { step: 'request' },
        { step: 'verified' },
        { step: 'accepted' },
        { step: 'routed' },
        { step: 'routed' },
        { step: 'delivered' },
        { step: 'delivered' },
      ],
    });
    const { deliveries } = z
      .object({ deliveries: z.array(z.object({ channel: z.string(), messageId: z.string() })) })
      .parse(trace);
    expect(deliveries).toEqual([
      { channel: 'ops', messageId: String(telegram.sent[0]?.id) },
      { channel: 'alerts', messageId: discord.messages.all[0]?.id },
    ]);
  });

  it.each([
    '<b>bold</b> *stars* _lines_ ~gone~ `code` ||spoiler||',
    '@everyone @here <@1> <@&2> <#3> <:a:4> <t:1:R>',
    '[a](http://b) http://evil.example/x evil.example me@evil.example /start #tag',
    '# heading\n> quote\n- list\n```\nfence\n```',
    '\u200fright\u202eto left',
  ])('with %j arrives verbatim in both and does nothing', async (hostile) => {
    const program = await start();
    await program.post({ type: 'job.done', title: 'T', message: hostile });
    await program.app.settled();
    for (const line of hostile.split('\n')) expect(telegram.sent[0]?.text).toContain(line);
    expect(telegram.sent[0]?.links).toEqual([]);
    expect(discord.messages.all[0]).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it('with 5,000 emoji is cut between two of them, its ids still under it', async () => {
    const program = await start();
    const { body } = await program.post({ type: 'job.done', title: 'Many', message: '👩‍👩‍👧‍👦'.repeat(5_000) });
    await program.app.settled();
    const text = telegram.sent[0]?.text ?? '';
    expect(text.isWellFormed()).toBe(true);
    expect(text).toContain(body.id);
    expect(text).not.toMatch(/\u200d…/);
    expect(textOf(discord.messages.all[0])).toContain(body.id);
  });

  it('reaches one chat at once while the other platform is away, and that one when it is back', async () => {
    const program = await start();
    await telegram.away();
    await program.post({ type: 'job.done', title: 'While you were away' });
    await discord.messages.count(1);
    expect(telegram.sent).toHaveLength(0);
    await telegram.back();
    expect((await telegram.message(1)).text).toContain('While you were away');
  });
});

describe('a command', () => {
  it.each(['status', 'events', 'help', 'doctor'])(
    '/%s is answered to an operator on both platforms',
    async (command) => {
      const program = await start();
      await program.post({ type: 'job.done', title: 'T' });
      await program.app.settled();
      const first = await askTelegram(`/${command}`, ADA.telegram);
      const second = await askDiscord(command, ADA.discord);
      const expected = { status: 'ops', events: 'job.done', help: '/trace', doctor: 'database' }[command];
      expect(expected).toBeDefined();
      expect(first).toContain(expected);
      expect(second).toContain(expected);
    },
  );

  it('/trace and /replay take an id as it stands under a message', async () => {
    const program = await start();
    await program.post({ type: 'job.done', title: 'T' });
    await program.app.settled();
    const [id = ''] = EVENT_ID.exec(telegram.sent[0]?.text ?? '') ?? [];
    expect(await askTelegram(`/trace ${id}`, ADA.telegram)).toContain('delivered');
    expect(await askDiscord('trace', ADA.discord, { id })).toContain('delivered');
    const before = discord.messages.all.length;
    telegram.say({ text: `/replay ${id}`, chat: FORUM, thread: TOPIC, user: { id: ADA.telegram } });
    await discord.messages.count(before + 1);
  });

  it('that changes something is not for a viewer, who hears which role it takes', async () => {
    await start();
    expect(await askTelegram('/replay 1m81364ep4jhg', 112)).toContain('operator');
    expect(await askDiscord('replay', '500000000000000112', { id: '1m81364ep4jhg' })).toContain('operator');
  });

  it('of a stranger gets no answer at all, and is in the log', async () => {
    const program = await start();
    telegram.say({ text: '/status', chat: PRIVATE_CHAT, user: { id: STRANGER.telegram } });
    discord.say({ command: 'status', user: STRANGER.discord });
    // Both platforms bring what is said in order: when these are answered, the strangers' would have been.
    await askTelegram('/help', ADA.telegram);
    await askDiscord('help', ADA.discord);
    expect(telegram.sent).toHaveLength(1);
    expect(discord.callbacks.all).toHaveLength(1);
    const tried = program.log().filter(({ step, outcome }) => step === 'command' && outcome === 'stranger');
    expect(new Set(tried.map(({ user }) => user))).toEqual(new Set(['999', STRANGER.discord]));
  });
});
