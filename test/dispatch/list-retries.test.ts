import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { inWords, openScene, type Scene } from './scene.ts';

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let scene: Scene;

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  scene = await openScene(dir.path, { channels: { ops: { chat } }, clock: createFakeClock() });
});

afterEach(async () => {
  await scene.kill();
  await chat.close();
  dir.dispose();
});

it('a card that comes back while a list with it is tried again gets a message of its own, with its buttons', async () => {
  const cards = Array.from({ length: 6 }, () => scene.newCard());
  const [back = scene.newCard()] = cards;
  chat.mood = { as: 'status', status: 429, retryAfter: 60 };
  await scene.accept('note', 'first');
  await scene.settled();
  for (const [index, card] of cards.entries()) {
    await scene.change(card, { change: 'resolved', status: 'resolved', title: `card ${index}` });
  }
  chat.mood = { as: 'ok' };
  chat.moodFor = ({ kind }) => (kind === 'list' ? { as: 'status', status: 503 } : chat.mood);
  await scene.pass(2 * MINUTE_MS);
  expect(inWords(chat.got)).toEqual(['post first ♪']);
  await scene.change(back, { change: 'came-back', title: 'card 0 again', loud: true });
  chat.moodFor = null;
  await scene.pass(30 * MINUTE_MS);
  const [, list, post, ...more] = chat.got;
  expect(list?.body.split('\n')).toEqual([1, 2, 3, 4, 5].map((index) => `card ${index}`));
  expect(post).toMatchObject({
    kind: 'post',
    title: 'card 0 again',
    buttons: ['Acknowledge'],
    silent: false,
  });
  expect(more).toEqual([]);
  expect(await scene.waiting('ops')).toEqual([]);
});
