import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { FORUM, GROUP, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import { BOT_NAME } from '../support/telegram/server.ts';
import { MINUTE, said, startScene, type Scene } from './telegram-scene.ts';

const STRANGER = { id: 666, username: 'mallory' };

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

describe('a command', () => {
  it('is answered in its chat, as a reply', async () => {
    await scene.listening();
    const id = scene.telegram.say({ text: '/status now please', chat: PRIVATE_CHAT });
    expect(await scene.telegram.message(1)).toMatchObject({
      chat: PRIVATE_CHAT,
      replyTo: id,
      text: 'did status\nwith "now please"',
      previews: false,
    });
    expect(scene.calls).toEqual([
      {
        user: { platform: 'telegram', id: '111', name: '@ada' },
        place: { chat: '111', thread: null, guild: null, private: true, title: 'Somebody' },
        command: 'status',
        args: 'now please',
        pressed: false,
      },
    ]);
  });

  it('is answered in its topic', async () => {
    await scene.listening({ chat: FORUM, thread: 9 });
    scene.telegram.say({ text: '/status', chat: FORUM, thread: TOPIC });
    expect(await scene.telegram.message(1)).toMatchObject({ chat: FORUM, thread: TOPIC });
    expect(scene.calls[0]?.place).toEqual({
      chat: String(FORUM),
      thread: String(TOPIC),
      guild: null,
      private: false,
      title: 'Forum',
    });
  });

  it.each([
    ['/status', 'status', ''],
    ['/STATUS', 'status', ''],
    [`/status@${BOT_NAME}`, 'status', ''],
    [`/trace@${BOT_NAME.toUpperCase()}  abc  def `, 'trace', 'abc  def'],
    ['/trace abc\nnext line', 'trace', 'abc'],
    ['/start c0de', 'pair', 'c0de'],
    ['/pair c0de', 'pair', 'c0de'],
    ['/start', 'help', ''],
  ])('%j is %s with %j', async (text, command, args) => {
    await scene.listening({ chat: GROUP });
    scene.telegram.say({ text, chat: GROUP });
    await scene.telegram.message(1);
    expect(scene.calls).toMatchObject([{ command, args }]);
  });

  it('of a stranger gets nothing at all, however long it would take', async () => {
    await scene.listening();
    scene.run = () => new Promise(() => {});
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT, user: STRANGER });
    await scene.telegram.until(() => scene.telegram.updates.waiting && scene.telegram.updates.pending === 0);
    scene.clock.advance(10_000);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    scene.run = said;
    await scene.telegram.message(1);
    expect(scene.calls.map(({ user }) => user.id)).toEqual(['666', '111']);
    expect(scene.telegram.sent).toHaveLength(1);
    expect(scene.count('sendChatAction')).toBe(0);
  });

  it.each([
    ['for another bot', { text: '/status@another_bot' }],
    ['that is a bot’s', { text: '/status', user: { id: 5, isBot: true } }],
    ['that was forwarded', { text: '/status', more: { forward_origin: { type: 'user' } } }],
    ['that another bot wrote for somebody', { text: '/status', more: { via_bot: { id: 5 } } }],
    ['that is not the first word', { text: 'do /status' }],
    ['with a name of other letters', { text: '/státus' }],
  ])('%s is not heard', async (_name, said) => {
    await scene.listening({ chat: GROUP });
    scene.telegram.say({ chat: GROUP, ...said });
    scene.telegram.say({ chat: GROUP, text: '/help' });
    await scene.telegram.message(1);
    expect(scene.calls.map(({ command }) => command)).toEqual(['help']);
  });

  it('of the night before is not run, one of the last minutes is', async () => {
    scene.telegram.say({ text: '/replay 1', chat: PRIVATE_CHAT, ageMs: 8 * 60 * MINUTE });
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT, ageMs: 4 * MINUTE });
    await scene.listening();
    await scene.telegram.message(1);
    expect(scene.telegram.sent).toMatchObject([{ text: expect.stringContaining('did status') }]);
    expect(scene.passedOver.map(({ command }) => command)).toEqual(['replay']);
    expect(scene.logged).toContain('telegram-stale-command');
  });

  it.each([
    ['old', 3 * 60 * MINUTE],
    ['of tomorrow', -24 * 60 * MINUTE],
  ])('that comes while we listen is run, though by our clock it is %s', async (_what, ageMs) => {
    await scene.listening();
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT, ageMs });
    expect((await scene.telegram.message(1)).text).toContain('did status');
  });

  it('that is slow shows it after a second, and holds up nobody', async () => {
    await scene.listening();
    const slow = Promise.withResolvers<Message>();
    scene.run = (call) => (call.command === 'doctor' ? slow.promise : said(call));
    scene.telegram.say({ text: '/doctor', chat: FORUM, thread: TOPIC });
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    expect(await scene.telegram.message(1)).toMatchObject({ text: expect.stringContaining('did status') });
    expect(scene.count('sendChatAction')).toBe(0);
    await scene.whileTimePasses(() => scene.count('sendChatAction', 200) === 3, 500);
    expect(scene.telegram.calls.find(({ method }) => method === 'sendChatAction')?.payload).toEqual({
      chat_id: FORUM,
      action: 'typing',
      message_thread_id: TOPIC,
    });
    slow.resolve({ title: 'All well', body: '', link: null });
    expect(await scene.telegram.message(2)).toMatchObject({ text: 'All well', thread: TOPIC });
    scene.clock.advance(20_000);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.message(3);
    expect(scene.count('sendChatAction')).toBe(3);
  });

  it('that never ends is given up after ten minutes', async () => {
    await scene.listening();
    scene.run = () => new Promise(() => {});
    scene.telegram.say({ text: '/doctor', chat: PRIVATE_CHAT });
    await scene.telegram.until(() => scene.calls.length === 1);
    await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 15_000);
    expect(scene.telegram.sent[0]?.text).toMatch(/^No result within 10 minutes\n/);
  });

  it('beyond the 32nd that runs is told so', async () => {
    await scene.listening();
    scene.run = () => new Promise(() => {});
    for (let i = 0; i < 33; i++) scene.telegram.say({ text: '/doctor', chat: PRIVATE_CHAT });
    expect((await scene.telegram.message(1)).text).toMatch(/^Too much is running\n/);
    expect(scene.calls).toHaveLength(33);
    expect(scene.passedOver).toHaveLength(1);
  });

  it('is answered when a rate limit is over', async () => {
    await scene.listening();
    scene.telegram.fail({ as: 'status', status: 429, retryAfter: 30 }, { method: 'sendMessage', times: 1 });
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.until(() => scene.count('sendMessage', 429) === 1);
    const before = scene.clock.now();
    await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 1_000);
    expect(scene.clock.now() - before).toBeGreaterThanOrEqual(30_000);
  });

  it.each([
    ['HTML', { as: 'html', status: 502 }],
    ['a dropped connection', { as: 'drop', done: false }],
  ] as const)('is answered though %s comes first', async (_what, fault) => {
    await scene.listening();
    scene.telegram.fail(fault, { method: 'sendMessage', times: 2 });
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 500);
    expect(scene.count('sendMessage')).toBe(3);
    expect(scene.calls).toHaveLength(1);
  });

  it('whose answer can not be sent ends in the log, and the next one is answered', async () => {
    await scene.listening();
    scene.telegram.fail({ as: 'status', status: 403 }, { method: 'sendMessage', times: 1 });
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.until(() => scene.count('sendMessage', 403) === 1);
    scene.telegram.say({ text: '/help', chat: PRIVATE_CHAT });
    expect((await scene.telegram.message(1)).text).toContain('did help');
    expect(scene.logged).toContain('telegram-answer');
  });
});
