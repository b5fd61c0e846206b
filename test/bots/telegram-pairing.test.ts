import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HeardCode, PairingBot } from '../../src/bots/channel-adapter.ts';
import { telegramPairing } from '../../src/bots/telegram/pairing.ts';
import { FarEndError } from '../../src/core/far-end.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { FORUM, GROUP, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import { BOT_NAME, BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

const clock = createFakeClock();
let telegram: FakeTelegram;
let bot: PairingBot | null = null;
let heard: HeardCode[] = [];
let failures: Error[] = [];

beforeEach(async () => {
  telegram = await startTelegram({ now: () => clock.now() });
  [heard, failures] = [[], []];
});

afterEach(async () => {
  await bot?.close();
  bot = null;
  await telegram.close();
});

async function connect(token = BOT_TOKEN): Promise<PairingBot> {
  bot = await telegramPairing.connect({ token, apiRoot: telegram.url }, { clock });
  return bot;
}

function answer(code: HeardCode): Promise<string | null> {
  heard.push(code);
  return Promise.resolve(code.code === 'right' ? 'Paired.' : null);
}

function fail(error: Error): void {
  failures.push(error);
}

async function listening(): Promise<PairingBot> {
  const connected = await connect();
  connected.listen(answer, fail);
  await telegram.until(() => telegram.updates.waiting);
  return connected;
}

describe('pairing', () => {
  it('knows its name and says how the code reaches it, its address first', async () => {
    const connected = await connect();
    expect(connected.name).toBe(`@${BOT_NAME}`);
    const lines = connected.instructions('c0de');
    expect(lines[0]).toBe(`https://t.me/${BOT_NAME}?start=c0de`);
    expect(lines.join('\n')).toContain('/pair c0de');
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    expect(telegramPairing.howToGetToken).toContain('https://t.me/BotFather');
  });

  it.each([
    ['/start right', PRIVATE_CHAT, undefined, { type: 'telegram', chat: PRIVATE_CHAT }],
    ['/pair right', GROUP, undefined, { type: 'telegram', chat: GROUP }],
    [`/pair@${BOT_NAME} right`, FORUM, TOPIC, { type: 'telegram', chat: FORUM, thread: TOPIC }],
  ])('%j is heard, answered there, and tells the entry', async (text, chat, thread, entry) => {
    const connected = await listening();
    const id = telegram.say({ text, chat, ...(thread === undefined ? {} : { thread }) });
    expect(await telegram.message(1)).toMatchObject({
      chat,
      thread: thread ?? null,
      replyTo: id,
      text: 'Paired.',
    });
    expect(heard).toMatchObject([{ code: 'right', user: { platform: 'telegram', id: '111' } }]);
    expect(heard.map(({ place }) => connected.entryOf(place))).toEqual([entry]);
  });

  it('hears nothing that is no code, and answers a wrong one only if told to', async () => {
    await listening();
    for (const text of [
      '/start',
      '/pair',
      'right',
      '/status right',
      '/pair@other_bot right',
      '/pair wrong',
    ]) {
      telegram.say({ text, chat: GROUP });
    }
    telegram.say({ text: '/pair right', chat: GROUP });
    await telegram.message(1);
    expect(heard.map(({ code }) => code)).toEqual(['wrong', 'right']);
    expect(telegram.sent).toHaveLength(1);
  });

  it('does not count what was said before it connected', async () => {
    telegram.say({ text: '/pair old', chat: GROUP });
    telegram.say({ text: '/pair older', chat: GROUP });
    const connected = await connect();
    // Between the code's being shown and the listening.
    telegram.say({ text: '/pair right', chat: GROUP });
    connected.listen(answer, fail);
    await telegram.message(1);
    expect(heard.map(({ code }) => code)).toEqual(['right']);
  });

  it('removes a webhook, which would take the codes', async () => {
    telegram.updates.webhook = 'https://elsewhere.example';
    await connect();
    expect(telegram.updates.webhook).toBe('');
  });

  it('says when another program takes over, once', async () => {
    await listening();
    await fetch(`${telegram.url}/bot${BOT_TOKEN}/getUpdates`);
    while (failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
    telegram.fail({ as: 'status', status: 409 }, { method: 'getUpdates' });
    clock.advance(5 * 60_000);
    await telegram.until(() => telegram.calls.filter(({ status }) => status === 409).length === 2);
    expect(failures.map(({ message }) => message)).toEqual([
      'another program listens with this bot; stop it, or make a new bot for this one',
    ]);
  });

  it('lets answers out before it closes', async () => {
    const connected = await connect();
    const [begun, said] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    connected.listen(() => {
      begun.resolve();
      return said.promise;
    }, fail);
    telegram.say({ text: '/pair right', chat: GROUP });
    await begun.promise;
    const closed = connected.close();
    bot = null;
    said.resolve('Paired.');
    await closed;
    expect(telegram.sent).toMatchObject([{ text: 'Paired.' }]);
    expect(telegram.updates.waiting).toBe(false);
  });

  it.each([
    ['an unknown token', '123456:unknown', 'does not know this token'],
    ['what is no token', 'hello', 'does not know this token'],
  ])('of %s fails with what is wrong', async (_name, token, words) => {
    const error: unknown = await connect(token).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FarEndError);
    expect(error).toMatchObject({ verdict: { action: 'refuse', reason: 'unauthorized' } });
    expect(String(error)).toContain(words);
    expect(String(error)).not.toContain(token);
  });

  it('fails where the platform is away, and gives up on silence', async () => {
    telegram.fail({ as: 'hang' });
    const silent = connect().catch((thrown: unknown) => thrown);
    await telegram.until(() => telegram.calls.length === 1);
    clock.advance(10_000);
    expect(await silent).toMatchObject({ verdict: { reason: 'timeout' } });
    await telegram.away();
    expect(await connect().catch((thrown: unknown) => thrown)).toMatchObject({
      verdict: { reason: 'unreachable' },
    });
  });
});
