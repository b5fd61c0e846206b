import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../src/core/message.ts';
import { createMemory } from '../support/channel-deps.ts';
import { FORUM, GROUP, PRIVATE_CHAT } from '../support/telegram/chats.ts';
import { BOT_TOKEN } from '../support/telegram/server.ts';
import { failure } from './telegram-failure.ts';
import { post, sending } from './telegram-outgoing.ts';
import { startScene, type Scene } from './telegram-scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

describe('a failure is told apart', () => {
  it.each([
    [429, 'retry', 'rate-limited'],
    [401, 'retry', 'unauthorized'],
    [404, 'retry', 'unauthorized'],
    [403, 'refuse', 'forbidden'],
    [400, 'refuse', 'refused'],
    [500, 'retry', 'server-error'],
    [502, 'retry', 'server-error'],
  ] as const)('status %i: %s, %s', async (status, action, reason) => {
    scene.telegram.fail({ as: 'status', status, ...(status === 429 ? { retryAfter: 17 } : {}) });
    const { verdict, message } = await failure(scene.open().send(post(), sending()));
    expect(verdict).toEqual({ action, reason, retryAfterMs: status === 429 ? 17_000 : null });
    expect(message).toBe(`Telegram answered ${status}: by the test`);
    expect(scene.telegram.calls).toHaveLength(1);
  });

  it.each([0, -1])(
    'a wait of %i seconds is none: the outbox waits as long as it sees fit',
    async (retryAfter) => {
      scene.telegram.fail({ as: 'status', status: 429, retryAfter });
      const { verdict } = await failure(scene.open().send(post(), sending()));
      expect(verdict).toEqual({ action: 'retry', reason: 'rate-limited', retryAfterMs: null });
    },
  );

  it.each([
    [{ as: 'html', status: 502 } as const, 'server-error', 'did not speak its language'],
    [{ as: 'html', status: 200 } as const, 'server-error', 'did not speak its language'],
    [{ as: 'drop' } as const, 'network', "can't be reached (ECONNRESET)"],
  ])('%j: it may pass', async (fault, reason, words) => {
    scene.telegram.fail(fault);
    const error = await failure(scene.open().send(post(), sending()));
    expect(error.verdict).toEqual({ action: 'retry', reason, retryAfterMs: null });
    expect(error.message).toContain(words);
    expect(scene.telegram.calls).toHaveLength(1);
  });

  it('a refused connection: unreachable, without the token, and the next try works', async () => {
    const channel = scene.open();
    await scene.telegram.away();
    const error = await failure(channel.send(post(), sending()));
    expect(error.verdict.reason).toBe('unreachable');
    expect(error.message).toBe("Telegram can't be reached (ECONNREFUSED)");
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain(BOT_TOKEN);
    await scene.telegram.back();
    await channel.send(post(), sending());
    expect(scene.telegram.sent).toHaveLength(1);
  });

  it('the signal ends a call that is never answered', async () => {
    const channel = scene.open();
    const ending = new AbortController();
    scene.telegram.fail({ as: 'hang' });
    const sent = failure(channel.send(post(), sending({ signal: ending.signal })));
    await scene.telegram.until(() => scene.telegram.calls.length === 1);
    ending.abort();
    expect((await sent).verdict).toEqual({ action: 'retry', reason: 'timeout', retryAfterMs: null });
    expect((await failure(channel.send(post(), sending({ signal: ending.signal })))).verdict.reason).toBe(
      'timeout',
    );
    expect(scene.telegram.calls).toHaveLength(1);
  });

  it('a chat that does not exist refuses the message', async () => {
    const { verdict, message } = await failure(scene.open({ chat: 987 }).send(post(), sending()));
    expect(verdict.action).toBe('refuse');
    expect(message).toBe('Telegram answered 400: Bad Request: chat not found');
  });

  it('a refused token is told to the operators, and the message waits', async () => {
    const channel = scene.open({ token: '123456:another-token' });
    expect((await failure(channel.send(post(), sending()))).verdict.action).toBe('retry');
    expect(scene.troubles).toMatchObject([{ channel: 'ops', kind: 'token-refused' }]);
    expect(scene.troubles[0]?.body).toContain('@BotFather');
  });
});

describe('a group that becomes a supergroup', () => {
  const SUPER = -1_004_001;

  it('is followed at once, told once, and remembered over a restart', async () => {
    const memory = createMemory();
    const channel = scene.open({ chat: GROUP }, { memory });
    await channel.send(post(), sending());
    scene.telegram.migrate(GROUP, SUPER);
    expect(await channel.send(post(), sending())).toMatchObject({ place: { chat: String(SUPER) } });
    await channel.send(post(), sending());
    await scene.open({ chat: GROUP }, { memory }).send(post(), sending());
    expect(scene.telegram.sent.map(({ chat }) => chat)).toEqual([GROUP, SUPER, SUPER, SUPER]);
    expect(scene.telegram.calls.filter(({ status }) => status === 400)).toHaveLength(1);
    expect(scene.troubles).toMatchObject([{ channel: 'ops', kind: 'chat-migrated' }]);
    expect(scene.troubles[0]?.body).toContain(`chat: ${SUPER}`);
  });

  it('says nothing about another chat that is configured later', async () => {
    const memory = createMemory();
    scene.telegram.migrate(GROUP, SUPER);
    await scene.open({ chat: GROUP }, { memory }).send(post(), sending());
    await scene.open({ chat: PRIVATE_CHAT }, { memory }).send(post(), sending());
    expect(scene.telegram.sent.map(({ chat }) => chat)).toEqual([SUPER, PRIVATE_CHAT]);
  });

  it('takes an edit of an old message as a new one', async () => {
    const channel = scene.open({ chat: GROUP });
    const ref = await channel.send(post(), sending());
    scene.telegram.migrate(GROUP, SUPER);
    const message = { title: 'Resolved', body: '', link: null };
    const edit: Outgoing = {
      kind: 'edit',
      ref,
      message,
      severity: 'info',
      status: null,
      buttons: [],
      silent: false,
    };
    expect(await channel.send(edit, sending())).toMatchObject({ id: '2', place: { chat: String(SUPER) } });
    expect(await channel.send(edit, sending())).toMatchObject({ id: '3' });
  });

  it('is used even where it can not be kept', async () => {
    const memory = { ...createMemory(), keep: () => Promise.reject(new Error('disk full')) };
    scene.telegram.migrate(GROUP, SUPER);
    const channel = scene.open({ chat: GROUP }, { memory });
    await channel.send(post(), sending());
    await channel.send(post(), sending());
    expect(scene.telegram.calls.map(({ status }) => status)).toEqual([400, 200, 200]);
  });
});

describe('a bot that has two channels', () => {
  it('is one: closing one channel leaves the other its connection', async () => {
    const scope = {};
    const one = scene.open({}, { scope }, 'one');
    const two = scene.open({ chat: FORUM, thread: 9 }, { scope }, 'two');
    await one.send(post(), sending());
    await one.close();
    scene.keepOnly([two]);
    await two.send(post(), sending());
    expect(scene.telegram.sent.map(({ chat, thread }) => [chat, thread])).toEqual([
      [PRIVATE_CHAT, null],
      [FORUM, 9],
    ]);
  });

  it('moves both with their group', async () => {
    const scope = {};
    const one = scene.open({ chat: GROUP }, { scope }, 'one');
    const two = scene.open({ chat: GROUP }, { scope }, 'two');
    scene.telegram.migrate(GROUP, -1_005);
    await one.send(post(), sending());
    await two.send(post(), sending());
    expect(scene.telegram.calls.map(({ status }) => status)).toEqual([400, 200, 200]);
    expect(scene.troubles.map(({ channel }) => channel)).toEqual(['one', 'two']);
  });
});
