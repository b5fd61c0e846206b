import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat, type Mood } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { inWords, openScene, type Board, type Scene, type SceneOptions } from './scene.ts';

const OVER = { title: 'Over after 3 min', body: '', silent: true };
const WORSE = { title: 'It got worse', body: '', silent: false };

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;
let board: Board;
let scene: Scene;

async function open(options: Partial<SceneOptions> = {}) {
  scene = await openScene(dir.path, { channels: { ops: { chat } }, clock, board, ...options });
}

const arrived = () => inWords(chat.got);

/** The chat takes nothing while `during` happens, and then everything. */
async function outage(
  during: () => Promise<void>,
  mood: Mood = { as: 'status', status: 429, retryAfter: 60 },
): Promise<void> {
  chat.mood = mood;
  await during();
  await scene.settled();
  chat.mood = { as: 'ok' };
  await scene.pass(10 * MINUTE_MS);
}

/** Kills the program while the chat has what it was sent and we don't know. */
async function killed(changes: () => Promise<unknown>): Promise<void> {
  const release = chat.hold();
  const before = chat.got.length;
  const asked = chat.next();
  await changes();
  await asked;
  await scene.kill();
  release();
  await expect.poll(() => chat.got.length).toBe(before + 1);
}

beforeEach(async () => {
  dir = tempDir();
  chat = await startChat();
  clock = createFakeClock();
  board = new Map();
});

afterEach(async () => {
  await scene.kill();
  await chat.close();
  dir.dispose();
});

describe('after an outage of the chat', () => {
  it('a card is posted once, in its last state', async () => {
    await open();
    const card = scene.newCard();
    await outage(async () => {
      await scene.change(card, { change: 'opened', loud: true });
      await scene.settled();
      await scene.change(card, { change: 'worse', reply: WORSE, severity: 'critical' });
      await scene.change(card, { change: 'resolved', status: 'resolved', reply: OVER });
    });
    expect(arrived()).toEqual(['post pong fails resolved']);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('a card whose post may have arrived stands there in its last state, too', async () => {
    chat.dedupes = true;
    await open();
    const card = scene.newCard();
    await outage(
      async () => {
        await scene.change(card, { change: 'opened', loud: true });
        await scene.settled();
        await scene.change(card, { change: 'resolved', status: 'resolved', title: 'pong is well' });
      },
      { as: 'drop', done: true },
    );
    expect([...chat.shown.values()]).toMatchObject([{ id: 'm1', status: 'resolved', title: 'pong is well' }]);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('a card that stands there is edited once, and only what is still true is said, which is no repeat', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    await outage(
      async () => {
        await scene.change(card, { change: 'worse', reply: WORSE });
        await scene.settled();
        await scene.change(card, { change: 'resolved', status: 'resolved', reply: OVER });
      },
      { as: 'status', status: 503 },
    );
    expect(arrived().slice(1)).toEqual(['edit m1 pong fails resolved', 'reply m1 Over after 3 min']);
    expect(chat.got.some(({ repeat }) => repeat)).toBe(false);
  });

  it('a card that stands there is edited where it stands, not listed as over', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    await outage(async () => {
      await scene.accept('note', 'first');
      await scene.settled();
      for (let count = 0; count < 6; count++) await scene.accept('note', `event ${count}`);
      await scene.change(card, { change: 'resolved', status: 'resolved', title: 'pong is well' });
    });
    expect(arrived().slice(1)).toEqual(['post first ♪', 'list 6 events ♪', 'edit m1 pong is well resolved']);
  });

  it('lists skip open cards; cards that are over stand in lists; nothing is left out and nothing comes twice', async () => {
    await open();
    const cards = Array.from({ length: 30 }, () => scene.newCard());
    await outage(async () => {
      for (const [index, card] of cards.entries()) {
        await scene.change(card, { change: 'opened', loud: true, title: `card ${index}` });
        await scene.accept('note', `event ${index}`);
      }
      for (const [index, card] of cards.entries()) {
        if (index % 2 === 0) continue;
        await scene.change(card, { change: 'resolved', status: 'resolved', title: `card ${index}` });
      }
    });
    const lists = chat.got.filter(({ kind }) => kind === 'list');
    const posts = chat.got.filter(({ kind }) => kind === 'post');
    const firing = posts.filter(({ status }) => status === 'firing');
    // Fewer than six that are left at the end are no burst.
    const lines = [...lists.flatMap(({ body }) => body.split('\n')), ...posts.map(({ title }) => title)];
    const named = (what: string) => lines.filter((line) => line.startsWith(what));
    const evens = cards.flatMap((_card, index) => (index % 2 === 0 ? [`card ${index}`] : []));
    expect(firing.map(({ title }) => title)).toEqual(evens);
    expect(firing.every(({ silent }) => !silent)).toBe(true);
    expect(named('event')).toEqual(cards.map((_card, index) => `event ${index}`));
    expect(new Set(named('card')).size).toBe(30);
    expect(lines).toHaveLength(60);
    expect(lists.map(({ events }) => events.length)).toEqual([20, 20]);
    expect(chat.got).toHaveLength(lists.length + posts.length);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('a card that changed more often than memory holds still ends as one message in its last state', async () => {
    await open();
    const card = scene.newCard();
    await outage(async () => {
      for (let count = 0; count < 250; count++) {
        await scene.change(card, { change: 'seen-again', title: `seen ${count} times` });
      }
      await scene.change(card, {
        change: 'resolved',
        status: 'resolved',
        title: 'pong is well',
        reply: OVER,
      });
    });
    expect(chat.got.filter(({ kind }) => kind === 'post')).toHaveLength(1);
    expect(chat.shown.get('m1')).toMatchObject({ status: 'resolved', title: 'pong is well' });
    expect(chat.got.length).toBeLessThanOrEqual(3);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('a list that is refused is sent one by one, a card whole', async () => {
    await open();
    const card = scene.newCard();
    chat.moodFor = ({ kind, title }) =>
      kind === 'list' || title === 'poison' ? { as: 'status', status: 400 } : chat.mood;
    await outage(async () => {
      await scene.accept('note', 'first');
      await scene.settled();
      await scene.change(card, { change: 'opened' });
      await scene.accept('note', 'poison');
      for (let count = 0; count < 5; count++) await scene.accept('note', `event ${count}`);
      await scene.change(card, { change: 'resolved', status: 'resolved' });
    });
    expect(chat.got.map(({ title }) => title)).toEqual([
      'first',
      'pong fails',
      ...Array.from({ length: 5 }, (_, count) => `event ${count}`),
    ]);
    expect(await scene.store.counts('ops')).toEqual({ waiting: 0, dead: 1 });
  });
});

describe('a kill between the send and its mark', () => {
  it('posts a card again, marked, and as it is by now', async () => {
    await open();
    const card = scene.newCard();
    await killed(() => scene.change(card, { change: 'opened' }));
    await open();
    await scene.change(card, { change: 'resolved', status: 'resolved', title: 'pong is well', reply: OVER });
    await scene.settled();
    expect(chat.got[1]).toMatchObject({ kind: 'post', repeat: true, nonce: chat.got[0]?.nonce });
    expect(chat.shown.get('m2')).toMatchObject({ status: 'resolved', title: 'pong is well' });
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('posts it once where the platform knows the nonce, and leaves no old state there', async () => {
    chat.dedupes = true;
    await open();
    const card = scene.newCard();
    await killed(() => scene.change(card, { change: 'opened' }));
    const pressed = board.get(card);
    if (pressed !== undefined) board.set(card, { ...pressed, status: 'acknowledged' });
    await open();
    await scene.settled();
    expect(arrived()).toEqual(['post pong fails firing', 'edit m1 pong fails acknowledged']);
    expect([...chat.shown.keys()]).toEqual(['m1']);
  });

  it('makes an edit once more, without a mark, and says what is to be heard', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    await killed(() => scene.change(card, { change: 'worse', reply: WORSE }));
    await open();
    await scene.settled();
    expect(arrived().slice(1)).toEqual([
      'edit m1 pong fails firing',
      'edit m1 pong fails firing',
      'reply m1 It got worse ♪',
    ]);
    expect(chat.got.map(({ repeat }) => repeat)).toEqual([false, false, false, true]);
  });

  it('sends a list as the list that it was', async () => {
    await open();
    const cards = Array.from({ length: 4 }, () => scene.newCard());
    chat.mood = { as: 'status', status: 503 };
    await scene.accept('note', 'first');
    await scene.settled();
    for (const [index, card] of cards.entries()) {
      await scene.change(card, { change: 'resolved', status: 'resolved', title: `card ${index}` });
      await scene.accept('note', `event ${index}`);
    }
    chat.mood = { as: 'ok' };
    const single = chat.next();
    clock.advance(MINUTE_MS);
    await single;
    const release = chat.hold();
    await chat.next();
    await scene.kill();
    release();
    await expect.poll(() => chat.got.length).toBe(2);
    await open();
    await scene.settled();
    const [, list, again] = chat.got;
    expect(list).toMatchObject({ kind: 'list', repeat: false });
    expect(again).toMatchObject({ kind: 'list', body: list?.body, nonce: list?.nonce, repeat: true });
    expect(list?.body.split('\n')).toHaveLength(8);
    expect(chat.got).toHaveLength(3);
  });
});

describe('a send that fails in part', () => {
  it('keeps the place that an edit found when the reply fails, and says the reply later', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    chat.remove('m1');
    chat.moodFor = ({ kind }) => (kind === 'reply' ? { as: 'status', status: 503 } : { as: 'ok' });
    await scene.change(card, { change: 'worse', reply: WORSE });
    await scene.settled();
    expect((await scene.store.cardPlaces('ops', [card])).get(card)?.id).toBe('m2');
    chat.moodFor = null;
    await scene.pass(MINUTE_MS);
    expect(arrived().slice(1)).toEqual([
      'edit m1 pong fails firing',
      'edit m2 pong fails firing',
      'reply m2 It got worse ♪',
    ]);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('gives up a card’s change that is refused, and names the newest event', async () => {
    await open();
    const card = scene.newCard();
    chat.mood = { as: 'status', status: 403 };
    const { id } = await scene.change(card, { change: 'opened' }).then((accepted) => {
      if (accepted.outcome !== 'accepted') throw new Error('not accepted');
      return accepted;
    });
    await scene.settled();
    expect(await scene.store.counts('ops')).toEqual({ waiting: 0, dead: 1 });
    expect(scene.observed).toMatchObject([{ fingerprint: 'delivery:ops:forbidden:cards' }]);
    expect(scene.observed[0]?.evidence).toContain(id);
  });
});
