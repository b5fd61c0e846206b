import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telegramChannel } from '../../src/bots/telegram.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { ChannelMemory } from '../../src/core/chat.ts';
import { createMemory } from '../support/channel-deps.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { GROUP, PRIVATE_CHAT } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram, type FakeTelegram } from '../support/telegram/server.ts';

const clock = createFakeClock();
let telegram: FakeTelegram;
let memory: ChannelMemory;

beforeEach(async () => {
  telegram = await startTelegram({ now: () => clock.now(), longestPollMs: 20 });
  memory = createMemory();
});

afterEach(() => telegram.close());

function redact(text: string): string {
  return text.replaceAll('Engine', '[redacted]');
}

function examine(
  entry: { chat?: number; token?: string } = {},
  running = false,
  pins = false,
): Promise<readonly Finding[]> {
  const parsed = telegramChannel.schema.parse({
    type: 'telegram',
    token: BOT_TOKEN,
    chat: GROUP,
    apiRoot: telegram.url,
    ...entry,
  });
  return telegramChannel.examine('ops', parsed, { clock, redact, memory, running, pins });
}

function only(findings: readonly Finding[], what: string): Finding | undefined {
  return findings.find(({ about }) => about === `telegram ops: ${what}`);
}

describe('doctor', () => {
  it('finds all well, and changes nothing', async () => {
    telegram.say({ text: '/status', chat: GROUP });
    const findings = await examine();
    expect(findings).toEqual([
      { about: 'telegram ops: token', state: 'ok', detail: 'belongs to @pithead_test_bot', fix: null },
      { about: 'telegram ops: chat', state: 'ok', detail: '-4001 is there: [redacted] room', fix: null },
      { about: 'telegram ops: rights', state: 'ok', detail: 'may write there, as member', fix: null },
      {
        about: 'telegram ops: privacy mode',
        state: 'ok',
        detail: 'on: it sees commands only, which is all it needs',
        fix: null,
      },
      { about: 'telegram ops: webhook', state: 'ok', detail: 'none is set', fix: null },
      {
        about: 'telegram ops: second poller',
        state: 'ok',
        detail: 'nobody else listens with this bot',
        fix: null,
      },
    ]);
    expect(telegram.updates.pending).toBe(1);
    expect(telegram.sent).toEqual([]);
  });

  it.each([
    [{ status: 'left' }, 'problem', 'not in the chat', 'add the bot'],
    [{ status: 'kicked' }, 'problem', 'was removed', 'add the bot again'],
    [{ status: 'restricted', is_member: true, can_send_messages: false }, 'problem', 'may not send', 'allow'],
    [{ status: 'restricted', is_member: false, can_send_messages: true }, 'problem', 'may not send', 'allow'],
    [{ status: 'restricted', is_member: true, can_send_messages: true }, 'ok', 'as restricted', null],
    [{ status: 'administrator', can_post_messages: false }, 'problem', 'may not post', 'right'],
    [{ status: 'administrator' }, 'ok', 'as administrator', null],
    [{ status: 7 }, 'unknown', 'nothing that is known', null],
  ])('a bot that is %j in the chat: %s', async (member, state, detail, fix) => {
    Object.assign(telegram.chats.find(({ id }) => id === GROUP) ?? {}, { member });
    const rights = only(await examine(), 'rights');
    expect(rights).toMatchObject({ state, detail: expect.stringContaining(detail) });
    expect(rights?.fix ?? null).toEqual(fix === null ? null : expect.stringContaining(fix));
  });

  it.each([
    [{ status: 'member' }, GROUP, 'problem'],
    [{ status: 'administrator' }, GROUP, 'problem'],
    [{ status: 'administrator', can_pin_messages: false }, GROUP, 'problem'],
    [{ status: 'administrator', can_pin_messages: true }, GROUP, 'ok'],
    [{ status: 'administrator', can_post_messages: true, can_edit_messages: true }, GROUP, 'ok'],
    [{ status: 'creator' }, GROUP, 'ok'],
    [{ status: 'member' }, PRIVATE_CHAT, 'ok'],
  ])('where a message is to be pinned, a bot that is %j in %i: %s', async (member, chat, state) => {
    Object.assign(telegram.chats.find(({ id }) => id === chat) ?? {}, { member });
    const rights = only(await examine({ chat }, false, true), 'rights');
    expect(rights?.state).toBe(state);
    if (state === 'problem') expect(rights?.fix).toContain('pin messages');
    expect(only(await examine({ chat }), 'rights')?.state).toBe('ok');
  });

  it.each([
    ['unknown to Telegram', '123456:other'],
    ['that is none', 'nonsense'],
  ])('a token %s is the only finding', async (_name, token) => {
    const findings = await examine({ token });
    expect(findings).toMatchObject([{ about: 'telegram ops: token', state: 'problem' }]);
    expect(findings[0]?.fix).toContain('@BotFather');
    expect(JSON.stringify(findings)).not.toContain(token);
  });

  it('a chat that the bot does not know', async () => {
    const findings = await examine({ chat: 987 });
    expect(only(findings, 'chat')).toMatchObject({
      state: 'problem',
      detail: '987: Bad Request: chat not found',
      fix: expect.stringContaining('pithead init'),
    });
    expect(only(findings, 'rights')?.state).toBe('problem');
  });

  it('a group that became a supergroup: told, and looked at where the program knows it', async () => {
    telegram.migrate(GROUP, -1_007);
    expect(only(await examine(), 'chat')).toMatchObject({
      state: 'problem',
      fix: 'write chat: -1007 for this channel',
    });
    await memory.keep('ops', `chat ${GROUP}`, '-1007');
    expect(only(await examine(), 'chat')).toMatchObject({ state: 'ok' });
  });

  it('a webhook, without what its address may hide', async () => {
    telegram.updates.webhook = 'https://elsewhere.example/s3cret';
    const findings = await examine();
    expect(only(findings, 'webhook')).toMatchObject({
      state: 'problem',
      detail: 'commands go to elsewhere.example',
    });
    expect(only(findings, 'second poller')?.state).toBe('problem');
  });

  it('a second program that listens', async () => {
    telegram.fail({ as: 'status', status: 409 }, { method: 'getUpdates' });
    expect(only(await examine(), 'second poller')).toMatchObject({
      state: 'problem',
      detail: 'another program listens with this bot, or a webhook is set',
    });
  });

  it('does not listen where the program itself does', async () => {
    const findings = await examine({}, true);
    expect(only(findings, 'second poller')).toBeUndefined();
    expect(telegram.calls.some(({ method }) => method === 'getUpdates')).toBe(false);
  });

  it.each([[{ as: 'status', status: 500 }], [{ as: 'html', status: 502 }], [{ as: 'drop' }]] as const)(
    '%j: not found out',
    async (fault) => {
      telegram.fail(fault);
      expect(await examine({ chat: PRIVATE_CHAT })).toMatchObject([
        { about: 'telegram ops: token', state: 'unknown', fix: expect.stringContaining('network') },
      ]);
    },
  );

  it('trouble with a single question leaves the others', async () => {
    telegram.fail({ as: 'html', status: 502 }, { method: 'getChatMember' });
    const findings = await examine();
    expect(findings.map(({ state }) => state)).toEqual(['ok', 'ok', 'unknown', 'ok', 'ok', 'ok']);
  });

  it('gives up after ten seconds', async () => {
    telegram.fail({ as: 'hang' }, { method: 'getChat' });
    const findings = examine({}, true);
    await telegram.until(() => telegram.calls.length === 4);
    clock.advance(10_000);
    expect(only(await findings, 'chat')).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining('in time'),
    });
  });
});

it('two channels of one bot do not take each other for another program', async () => {
  const found = (await Promise.all([examine(), examine({ chat: GROUP })])).flat();
  const pollers = found.filter(({ about }) => about.endsWith('second poller'));
  expect(pollers.map(({ state }) => state)).toEqual(['ok', 'ok']);
  const conflicts = telegram.calls.filter(({ method, status }) => method === 'getUpdates' && status === 409);
  expect(conflicts).toEqual([]);
});
