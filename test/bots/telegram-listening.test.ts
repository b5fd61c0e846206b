import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemory } from '../support/channel-deps.ts';
import { FORUM, GROUP, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import { BOT_TOKEN } from '../support/telegram/server.ts';
import { NOW, post, sending } from './telegram-outgoing.ts';
import { MINUTE, startScene, type Scene } from './telegram-scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

describe('the menu', () => {
  it('is set in the chats of this bot and nowhere else', async () => {
    scene.telegram.menus.set('default', []);
    scene.open({ chat: FORUM, thread: TOPIC }, { scope: scene.clock }, 'two');
    const channel = scene.open({}, { scope: scene.clock }, 'one');
    channel.listen?.(scene.commands);
    await scene.telegram.until(() => scene.telegram.menus.size === 2 && !scene.telegram.menus.has('default'));
    const menu = [
      { command: 'status', description: 'How it is doing' },
      { command: 'help', description: 'What can be asked' },
    ];
    expect(Object.fromEntries(scene.telegram.menus)).toEqual({ [FORUM]: menu, [PRIVATE_CHAT]: menu });
  });

  it('that can not be set is only logged', async () => {
    scene.telegram.fail({ as: 'status', status: 400 }, { method: 'setMyCommands' });
    await scene.listening();
    await scene.telegram.until(() => scene.count('setMyCommands') === 1);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.message(1);
    expect(scene.logged).toContain('telegram-menu');
    expect(scene.troubles).toEqual([]);
  });

  it.each([
    ['a rate limit', { as: 'status', status: 429, retryAfter: 600 }, 600_000],
    ['a dropped connection', { as: 'drop', done: false }, 5_000],
  ] as const)('is set when %s is over', async (_name, fault, afterMs) => {
    scene.telegram.fail(fault, { method: 'setMyCommands', times: 1 });
    await scene.listening();
    await scene.telegram.until(() => scene.count('setMyCommands') === 1);
    const before = scene.clock.now();
    await scene.whileTimePasses(() => scene.telegram.menus.has(String(PRIVATE_CHAT)), 1_000);
    expect(scene.clock.now() - before).toBeGreaterThanOrEqual(afterMs);
  });

  it('goes along when the group becomes a supergroup, before anything is sent there', async () => {
    const memory = createMemory();
    const channel = scene.open({ chat: GROUP }, { memory });
    channel.listen?.(scene.commands);
    await scene.telegram.until(() => scene.telegram.menus.has(String(GROUP)));
    scene.telegram.say({ text: '', chat: GROUP, more: { migrate_to_chat_id: -1_004_001 } });
    scene.telegram.migrate(GROUP, -1_004_001);
    await scene.telegram.until(() => scene.telegram.menus.has('-1004001'));
    await channel.send(post(), sending());
    expect(scene.telegram.sent).toMatchObject([{ chat: -1_004_001 }]);
    expect(scene.troubles).toMatchObject([{ kind: 'chat-migrated' }]);
  });
});

describe('listening', () => {
  it('is one for two channels of a bot, and lasts until the last is closed', async () => {
    const scope = {};
    const one = scene.open({}, { scope }, 'one');
    const two = scene.open({ chat: FORUM }, { scope }, 'two');
    one.listen?.(scene.commands);
    two.listen?.(scene.commands);
    await scene.telegram.until(() => scene.telegram.updates.waiting);
    expect(scene.count('getMe')).toBe(1);
    scene.keepOnly([two]);
    await one.close();
    scene.telegram.say({ text: '/status', chat: FORUM });
    await scene.telegram.message(1);
    await scene.telegram.until(() => scene.telegram.updates.waiting);
    scene.keepOnly([]);
    await two.close();
    await scene.telegram.until(() => !scene.telegram.updates.waiting);
  });

  it('removes a webhook first', async () => {
    scene.telegram.updates.webhook = 'https://elsewhere.example/hook';
    await scene.listening();
    expect(scene.telegram.updates.webhook).toBe('');
    expect(scene.troubles).toEqual([]);
  });

  it('begins when the platform that was away at the start is back, and meanwhile asks less and less', async () => {
    await scene.telegram.away();
    const channel = scene.open();
    channel.listen?.(scene.commands);
    await expect(channel.send(post(), sending())).rejects.toThrow("can't be reached");
    await scene.whileTimePasses(() => scene.clock.now() - NOW > 60 * MINUTE, 30_000);
    await scene.telegram.back();
    await scene.whileTimePasses(() => scene.telegram.updates.waiting, 5_000);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.message(1);
    expect(scene.logged.filter((step) => step === 'telegram-away')).toHaveLength(1);
    expect(scene.troubles).toEqual([]);
  });

  it('goes on after an hour away, without what was said long before', async () => {
    await scene.listening();
    await scene.telegram.away();
    scene.telegram.say({ text: '/replay 1', chat: PRIVATE_CHAT });
    await scene.whileTimePasses(() => scene.clock.now() - NOW > 60 * MINUTE, 30_000);
    await scene.telegram.back();
    await scene.whileTimePasses(() => scene.telegram.updates.waiting, 5_000);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.message(1);
    expect(scene.telegram.sent).toMatchObject([{ text: expect.stringContaining('did status') }]);
    expect(scene.passedOver.map(({ command }) => command)).toEqual(['replay']);
  });

  it.each([
    ['HTML', { as: 'html', status: 502 }],
    ['an answer that is none', { as: 'status', status: 500 }],
    ['a dropped connection', { as: 'drop', done: true }],
  ] as const)('goes on after %s, and runs each command once', async (_name, fault) => {
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    scene.telegram.fail(fault, { method: 'getUpdates', times: 2 });
    scene.open().listen?.(scene.commands);
    await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 1_000);
    await scene.whileTimePasses(() => scene.telegram.updates.waiting, 1_000);
    expect(scene.count('getUpdates')).toBe(3);
    expect(scene.calls).toHaveLength(1);
  });

  it('waits as long as a rate limit says', async () => {
    await scene.listening();
    scene.telegram.fail({ as: 'status', status: 429, retryAfter: 600 }, { method: 'getUpdates', times: 1 });
    scene.telegram.say({ text: '/help', chat: PRIVATE_CHAT, ageMs: 10 * MINUTE });
    await scene.telegram.until(() => scene.count('getUpdates', 429) === 1);
    const before = scene.clock.now();
    await scene.whileTimePasses(() => scene.telegram.updates.waiting, 10_000);
    expect(scene.clock.now() - before).toBeGreaterThanOrEqual(600_000);
  });

  it('ends a request that is held far too long, and asks again', async () => {
    await scene.listening();
    const asked = scene.count('getMe');
    await scene.whileTimePasses(() => scene.count('getUpdates', 200) > 0, 5_000);
    await scene.whileTimePasses(() => scene.telegram.updates.waiting, 500);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.message(1);
    expect(scene.count('getMe')).toBe(asked);
  });

  it.each([
    [401, 'token-refused', 4 * MINUTE],
    [409, 'second-poller', 9_000],
  ] as const)('on %i tells the operators (%s) and stays away for a while', async (status, kind, quietMs) => {
    scene.telegram.fail({ as: 'status', status }, { method: 'getUpdates' });
    scene.open({}, { scope: scene.clock }, 'two');
    const channel = scene.open({}, { scope: scene.clock }, 'one');
    channel.listen?.(scene.commands);
    await scene.telegram.until(() => scene.count('getUpdates', status) === 1);
    await scene.whileTimePasses(() => scene.troubles.length === 2, 0);
    expect(scene.troubles).toMatchObject([
      { channel: 'two', kind },
      { channel: 'one', kind },
    ]);
    scene.clock.advance(quietMs / 2);
    await channel.send(post(), sending());
    expect(scene.count('getUpdates')).toBe(1);
    scene.telegram.heal();
    await scene.whileTimePasses(() => scene.telegram.updates.waiting, MINUTE);
    scene.telegram.say({ text: '/status', chat: PRIVATE_CHAT });
    await scene.telegram.message(2);
  });

  it('that a second program takes over is told', async () => {
    await scene.listening();
    await fetch(`${scene.telegram.url}/bot${BOT_TOKEN}/getUpdates`);
    await scene.whileTimePasses(() => scene.troubles.length > 0, 0);
    expect(scene.troubles).toMatchObject([{ channel: 'ops', kind: 'second-poller' }]);
  });
});
