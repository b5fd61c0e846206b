import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { pngOf } from '../support/png.ts';
import { FORUM, GROUP, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import { startScene, type Scene } from './telegram-scene.ts';

const PNG = pngOf(80, 40);
const ABOUT = 'Chart of pong: 160 passed, 2 failed; see /canaries';

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

function charted(body: string): Message {
  return { title: 'pong', body, link: null, image: { png: PNG, about: ABOUT } };
}

it('an answer with a picture is a photo with the text as its caption, a reply in its topic', async () => {
  scene.run = () => Promise.resolve(charted('160 passed, see https://evil.example @all\n▃▃▂▃×·▃'));
  await scene.listening({ chat: FORUM, thread: TOPIC });
  const command = scene.telegram.say({ text: '/canaries pong', chat: FORUM, thread: TOPIC });
  expect(await scene.telegram.message(1)).toMatchObject({
    chat: FORUM,
    thread: TOPIC,
    replyTo: command,
    text: 'pong\n160 passed, see https://evil.example @all\n▃▃▂▃×·▃',
    photo: PNG,
    links: [],
    silent: false,
  });
  expect(scene.telegram.sent).toHaveLength(1);
});

it.each([
  ['the longest caption', 1_024 - 'pong\n'.length, [[1_024, true]]],
  [
    'one unit more',
    1_025 - 'pong\n'.length,
    [
      [1_025, false],
      [ABOUT.length, true],
    ],
  ],
])('%s: the text stands before the photo where it is too long for it', async (_what, length, shown) => {
  scene.run = () => Promise.resolve(charted('😀'.repeat(length / 2) + 'x'.repeat(length % 2)));
  await scene.listening();
  scene.telegram.say({ text: '/canaries pong', chat: PRIVATE_CHAT });
  const last = await scene.telegram.message(shown.length);
  expect(scene.telegram.sent.map(({ text, photo }) => [text.length, photo !== null])).toEqual(shown);
  expect(last.links).toEqual([]);
  expect(scene.telegram.sent.map(({ silent }) => silent)).toEqual(shown.map((_one, i) => i > 0));
});

it('where the chat takes no photos the text stands alone, all of it', async () => {
  const chat = scene.telegram.chats.find(({ id }) => id === GROUP);
  if (chat !== undefined) chat.member = { can_send_photos: false };
  scene.run = () => Promise.resolve(charted('160 passed'));
  await scene.listening({ chat: GROUP });
  scene.telegram.say({ text: '/canaries pong', chat: GROUP });
  expect(await scene.telegram.message(1)).toMatchObject({ text: 'pong\n160 passed', photo: null });
  expect(scene.count('sendPhoto', 400)).toBe(1);
  expect(scene.logged).toContain('telegram-photo');
});

it('a photo waits out a rate limit, and is tried again where the way broke', async () => {
  scene.telegram.fail({ as: 'status', status: 429, retryAfter: 20 }, { method: 'sendPhoto', times: 1 });
  scene.telegram.fail({ as: 'html', status: 502 }, { method: 'sendPhoto', times: 1 });
  scene.run = () => Promise.resolve(charted('160 passed'));
  await scene.listening();
  scene.telegram.say({ text: '/canaries pong', chat: PRIVATE_CHAT });
  const before = scene.clock.now();
  await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 1_000);
  expect(scene.clock.now() - before).toBeGreaterThanOrEqual(20_000);
  expect(scene.telegram.sent).toMatchObject([{ photo: PNG, text: 'pong\n160 passed' }]);
});

it('a server that knows no moments gets the caption without them', async () => {
  await scene.close();
  scene = await startScene({ dateTimes: false });
  scene.run = () => Promise.resolve({ ...charted(''), facts: [{ label: 'Since', at: scene.clock.now() }] });
  await scene.listening();
  scene.telegram.say({ text: '/canaries pong', chat: PRIVATE_CHAT });
  expect(await scene.telegram.message(1)).toMatchObject({
    photo: PNG,
    text: expect.stringContaining('Since:'),
  });
});

it('to a press, a picture is never a note', async () => {
  scene.run = () => Promise.resolve(charted('160 passed'));
  await scene.listening({ chat: GROUP });
  const query = scene.telegram.press({ messageId: 9, data: 'canaries pong', chat: GROUP });
  expect(await scene.telegram.message(1)).toMatchObject({ photo: PNG, silent: true, replyTo: 9 });
  expect(query.note).toBe('');
});

it('after what was being done, a picture is a message of its own', async () => {
  const done = Promise.withResolvers<Message>();
  scene.run = (_call, progress) => {
    progress({ title: 'drawing …', body: '', link: null });
    return done.promise;
  };
  await scene.listening();
  scene.telegram.say({ text: '/canaries pong', chat: PRIVATE_CHAT });
  await scene.telegram.message(1);
  done.resolve(charted('160 passed'));
  expect(await scene.telegram.message(2)).toMatchObject({ photo: PNG, text: 'pong\n160 passed' });
});
