import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShowProgress } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/message.ts';
import { FORUM, GROUP, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import type { Fault } from '../support/telegram/answers.ts';
import { startScene, type Scene } from './telegram-scene.ts';

const titled = (title: string): Message => ({ title, body: '', link: null });

let scene: Scene;
let say: ShowProgress;
let done: PromiseWithResolvers<Message>;

beforeEach(async () => {
  scene = await startScene();
  done = Promise.withResolvers();
  scene.run = (_call, progress) => {
    say = progress;
    return done.promise;
  };
});

afterEach(() => scene.close());

/** Somebody says `/run pong`; resolves when it runs. */
async function running(where: { readonly chat: number; readonly thread?: number } = { chat: PRIVATE_CHAT }) {
  await scene.listening();
  const id = scene.telegram.say({ text: '/run pong', ...where });
  await scene.telegram.until(() => scene.calls.length === 1);
  return id;
}

describe('what a command is doing', () => {
  it('stands in one message, a reply in the topic, that becomes the answer', async () => {
    const command = await running({ chat: FORUM, thread: TOPIC });
    say(titled('pong: asking llama3.2:3b at ollama …'));
    expect(await scene.telegram.message(1)).toMatchObject({
      chat: FORUM,
      thread: TOPIC,
      replyTo: command,
      text: 'pong: asking llama3.2:3b at ollama …',
      edits: 0,
    });
    say(titled('pong: first token after 300 ms, from https://evil.example'));
    await scene.whileTimePasses(() => scene.telegram.sent[0]?.edits === 1, 500);
    expect(scene.telegram.sent[0]?.links).toEqual([]);
    done.resolve({ title: '✓ pong passed', body: 'see /canaries pong', link: null });
    await scene.telegram.until(() => scene.telegram.sent[0]?.edits === 2);
    expect(scene.telegram.sent).toMatchObject([{ text: '✓ pong passed\nsee /canaries pong', links: [] }]);
  });

  it('is not edited more often than every second and a half, the newest wins', async () => {
    await running();
    for (const i of [1, 2, 3]) say(titled(`step ${i}`));
    await scene.telegram.message(1);
    await scene.whileTimePasses(() => scene.telegram.sent[0]?.edits === 1, 500);
    expect(scene.telegram.sent).toMatchObject([{ text: 'step 3' }]);
  });

  it.each(['frozen', 'gone'] as const)(
    'in a message that is %s is followed by an answer anew',
    async (state) => {
      const command = await running();
      say(titled('asking …'));
      const message = await scene.telegram.message(1);
      message.state = state;
      done.resolve(titled('✓ pong passed'));
      expect(await scene.telegram.message(2)).toMatchObject({ text: '✓ pong passed', replyTo: command });
    },
  );

  it.each<[string, Fault]>([
    ['refused', { as: 'status', status: 400 }],
    ['lost', { as: 'drop', done: true }],
    ['left hanging', { as: 'hang' }],
  ])('and is %s keeps the answer neither back nor away', async (_what, fault) => {
    await running();
    scene.telegram.fail(fault, { times: 1, method: 'sendMessage' });
    say(titled('asking …'));
    await scene.telegram.until(() => scene.count('sendMessage') === 1);
    done.resolve(titled('✓ pong passed'));
    const before = scene.clock.now();
    const answered = (): boolean => scene.telegram.sent.some(({ text }) => text === '✓ pong passed');
    await scene.whileTimePasses(answered, 100);
    expect(scene.clock.now() - before).toBeLessThan(5_000);
    expect(scene.count('editMessageText')).toBe(0);
    expect(scene.logged).toContain('progress-not-shown');
  });

  it('whose last edit may still arrive is left alone: the answer is a new message', async () => {
    await running();
    say(titled('asking …'));
    await scene.telegram.message(1);
    scene.telegram.fail({ as: 'hang' }, { method: 'editMessageText', times: 1 });
    say(titled('still asking …'));
    await scene.whileTimePasses(() => scene.count('editMessageText') === 1, 500);
    done.resolve(titled('✓ pong passed'));
    await scene.whileTimePasses(() => scene.telegram.sent.length === 2, 100);
    expect(scene.telegram.sent.map(({ text }) => text)).toEqual(['asking …', '✓ pong passed']);
  });

  it('is waited out where the answer meets a rate limit', async () => {
    await running();
    say(titled('asking …'));
    await scene.telegram.message(1);
    scene.telegram.fail(
      { as: 'status', status: 429, retryAfter: 30 },
      { method: 'editMessageText', times: 1 },
    );
    done.resolve(titled('✓ pong passed'));
    await scene.whileTimePasses(() => scene.telegram.sent[0]?.edits === 1, 1_000);
    expect(scene.telegram.sent).toMatchObject([{ text: '✓ pong passed' }]);
  });
});

/** Somebody presses `Run again`, which says at once what it does. */
async function pressed() {
  await scene.listening({ chat: GROUP });
  const query = scene.telegram.press({ messageId: 9, data: 'run pong', chat: GROUP });
  await scene.telegram.until(() => scene.calls.length === 1);
  say(titled('asking …'));
  return query;
}

describe('a press', () => {
  it('that is soon done is told by a note, and no message says what it was doing', async () => {
    const query = await pressed();
    done.resolve(titled('✓ pong passed'));
    await scene.telegram.until(() => query.note !== null);
    expect(query.note).toBe('✓ pong passed');
    expect(scene.telegram.sent).toEqual([]);
  });

  it('that takes longer shows it in a silent message, which becomes the answer', async () => {
    await pressed();
    await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 500);
    expect(scene.telegram.sent).toMatchObject([{ text: 'asking …', silent: true, replyTo: 9 }]);
    done.resolve(titled('✓ pong passed'));
    await scene.telegram.until(() => scene.telegram.sent[0]?.edits === 1);
    expect(scene.telegram.sent).toMatchObject([{ text: '✓ pong passed' }]);
  });

  it('that is soon done but has much to say says it at once in one message', async () => {
    await pressed();
    done.resolve({ title: '✗ pong FAILED', body: 'x'.repeat(300), link: null });
    const message = await scene.telegram.message(1);
    expect(message.text).toMatch(/^✗ pong FAILED\nx+$/);
    expect(message.edits).toBe(0);
  });
});
