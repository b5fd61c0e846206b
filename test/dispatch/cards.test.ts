import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/core/duration.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { inWords, openScene, type Board, type Change, type Scene, type SceneOptions } from './scene.ts';

const OVER = { title: 'Over after 3 min', body: '', silent: true };
const WORSE = { title: 'It got worse', body: '', silent: false };

let dir: ReturnType<typeof tempDir>;
let chat: Chat;
let clock: FakeClock;
let board: Board;
let scene: Scene;

async function open(options: Partial<SceneOptions> = {}, channel: { readonly editable?: boolean } = {}) {
  scene = await openScene(dir.path, { channels: { ops: { chat, ...channel } }, clock, board, ...options });
}

const arrived = () => inWords(chat.got);

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

describe('a card', () => {
  it('is one message, edited in place, with a reply for what must be heard', async () => {
    await open();
    const card = scene.newCard();
    for (const what of [
      { change: 'opened', loud: true },
      { change: 'worse', title: 'pong fails again', severity: 'critical', reply: WORSE },
      { change: 'resolved', status: 'resolved', title: 'pong is well', reply: OVER },
    ] as const) {
      await scene.change(card, what);
      await scene.settled();
    }
    expect(arrived()).toEqual([
      'post pong fails firing ♪',
      'edit m1 pong fails again firing',
      'reply m1 It got worse ♪',
      'edit m1 pong is well resolved',
      'reply m1 Over after 3 min',
    ]);
    expect(chat.shown.get('m1')).toMatchObject({ title: 'pong is well', buttons: [] });
    const nonces = chat.got.map(({ nonce }) => nonce);
    expect(new Set(nonces).size).toBe(5);
    expect(nonces.every((nonce) => nonce.length <= 25)).toBe(true);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('that changes while its post is under way is posted once all the same', async () => {
    await open();
    const card = scene.newCard();
    const release = chat.hold();
    const asked = chat.next();
    await scene.change(card, { change: 'opened', loud: true });
    await asked;
    await scene.change(card, { change: 'seen-again', title: 'pong fails, 2 times' });
    await scene.change(card, { change: 'seen-again', title: 'pong fails, 3 times' });
    release();
    await scene.settled();
    expect(arrived()).toEqual(['post pong fails firing ♪', 'edit m1 pong fails, 3 times firing']);
  });

  it('is edited by the next run of the program, too', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    await scene.kill();
    await open();
    await scene.change(card, { change: 'acknowledged', status: 'acknowledged' });
    await scene.settled();
    expect(arrived()).toEqual(['post pong fails firing', 'edit m1 pong fails acknowledged']);
  });

  it('that somebody deleted is sent anew, and edited there from then on', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    chat.remove('m1');
    await scene.change(card, { change: 'worse', reply: WORSE });
    await scene.settled();
    await scene.change(card, { change: 'resolved', status: 'resolved', reply: OVER });
    await scene.settled();
    expect(chat.got.map(({ kind, ref, id }) => [kind, ref, id])).toEqual([
      ['post', null, 'm1'],
      ['edit', 'm1', 'm2'],
      ['reply', 'm2', 'm3'],
      ['edit', 'm2', 'm2'],
      ['reply', 'm2', 'm5'],
    ]);
  });

  it('that stood in a chat before that failed for days shows how it ended, though messages were given up', async () => {
    await open();
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    chat.mood = { as: 'status', status: 503 };
    await scene.change(card, { change: 'resolved', status: 'resolved', reply: OVER });
    await scene.accept('news', 'given up');
    await scene.pass(2 * DAY_MS);
    chat.mood = { as: 'ok' };
    await scene.pass(10 * MINUTE_MS);
    expect(arrived().slice(1)).toEqual(['edit m1 pong fails resolved', 'reply m1 Over after 3 min']);
    expect(await scene.waiting('ops')).toEqual([]);
  });

  it('that is no longer kept is told as the event that it was', async () => {
    await open();
    const card = scene.newCard();
    chat.mood = { as: 'status', status: 503 };
    await scene.change(card, { change: 'opened', title: 'pong fails' });
    await scene.settled();
    board.clear();
    chat.mood = { as: 'ok' };
    await scene.pass(MINUTE_MS);
    expect(arrived()).toEqual(['post pong fails ♪']);
    expect(chat.got[0]?.events).toHaveLength(1);
  });

  it('has no secret in it, in its facts, its buttons or its reply', async () => {
    await open({ redact: (text) => text.replaceAll('hunter2', '[redacted]') });
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    const reply = { title: 'hunter2', body: 'hunter2', silent: false };
    const announced = scene.change(card, { change: 'worse', title: 'hunter2', reply });
    board.set(card, {
      message: {
        title: 'hunter2',
        facts: [
          { label: 'hunter2', text: 'hunter2' },
          { label: 'hunter2', at: 0 },
        ],
        body: 'hunter2',
        link: 'https://example.org/hunter2',
      },
      severity: 'warning',
      status: 'firing',
      buttons: [{ label: 'hunter2', action: 'run hunter2' }],
    });
    await announced;
    await scene.settled();
    expect(arrived().slice(1)).toEqual(['edit m1 [redacted] firing', 'reply m1 [redacted] ♪']);
    expect(JSON.stringify(chat.got)).not.toContain('hunter2');
  });
});

describe('a channel that can’t edit', () => {
  it('prints a card again only when it matters, and only what matters', async () => {
    await open({}, { editable: false });
    const card = scene.newCard();
    const quiet = await scene.change(card, { change: 'opened', loud: true });
    await scene.settled();
    for (let count = 0; count < 3; count++) {
      await scene.change(card, { change: 'seen-again', title: `pong fails, ${count} times` });
      await scene.settled();
    }
    await scene.change(card, { change: 'resolved', status: 'resolved', reply: OVER });
    await scene.settled();
    expect(quiet.outcome).toBe('accepted');
    expect(arrived()).toEqual(['post pong fails firing ♪', 'reply m1 Over after 3 min']);
    expect(await scene.waiting('ops')).toEqual([]);
    expect(await scene.store.counts('ops')).toEqual({ waiting: 0, dead: 0 });
  });
});

describe('quiet hours', () => {
  it('take the sound from cards, replies, events and lists alike, by channel, severity and labels', async () => {
    const asked: unknown[] = [];
    const silent: SceneOptions['silent'] = (what) => {
      asked.push(what);
      return true;
    };
    await open({ silent });
    const card = scene.newCard();
    await scene.change(card, { change: 'opened', loud: true, labels: { host: 'pi' } });
    await scene.settled();
    await scene.change(card, { change: 'worse', reply: WORSE, severity: 'critical', labels: { host: 'pi' } });
    await scene.settled();
    await scene.accept('note', 'an event');
    await scene.settled();
    expect(chat.got.map(({ kind, silent: hushed }) => [kind, hushed])).toEqual([
      ['post', true],
      ['edit', true],
      ['reply', true],
      ['post', true],
    ]);
    const now = clock.now();
    expect(asked).toEqual([
      { channel: 'ops', severity: 'warning', labels: { host: 'pi' }, now },
      { channel: 'ops', severity: 'critical', labels: { host: 'pi' }, now },
      { channel: 'ops', severity: 'warning', labels: {}, now },
    ]);
  });

  it('are asked about a list by the worst in it', async () => {
    await open({ silent: ({ severity }) => severity === 'warning' });
    chat.mood = { as: 'status', status: 429, retryAfter: 1 };
    for (let count = 0; count < 8; count++) await scene.accept('note', `event ${count}`);
    await scene.settled();
    chat.mood = { as: 'ok' };
    await scene.pass(MINUTE_MS);
    expect(chat.got.map(({ kind, silent }) => [kind, silent])).toEqual([
      ['post', true],
      ['list', true],
    ]);
  });
});

/** Opens a card, and says where it went. */
async function channelsOf(what: Partial<Change>): Promise<readonly string[]> {
  const card = scene.newCard();
  await scene.change(card, { change: 'opened', ...what });
  await scene.settled();
  return scene.store.cardChannels(card);
}

describe('a card goes', () => {
  let other: Chat;
  beforeEach(async () => {
    other = await startChat();
  });
  afterEach(() => other.close());

  it('to the channels of its routes and those that it names besides, but never to those that must not have it', async () => {
    await open({ channels: { ops: { chat }, spare: { chat: other } }, to: () => ['ops'] });
    expect(await channelsOf({})).toEqual(['ops']);
    expect(await channelsOf({ also: ['spare', 'ops', 'no-such-channel'] })).toEqual(['ops', 'spare']);
    expect(await channelsOf({ also: ['spare'], except: ['ops'] })).toEqual(['spare']);
    expect(await channelsOf({ also: ['spare'], except: ['spare', 'ops'] })).toEqual([]);
  });

  it('to every other channel where the routes lead only to the one that it is about', async () => {
    const channels = { ops: { chat }, spare: { chat: other }, third: { chat: other } };
    await open({ channels, to: (type) => (type === 'incident.unmuted' ? [] : ['ops']) });
    expect(await channelsOf({ except: ['ops'] })).toEqual(['spare', 'third']);
    expect(await channelsOf({ except: ['spare'] })).toEqual(['ops']);
    // Routes that send it nowhere are obeyed.
    expect(await channelsOf({ change: 'unmuted', except: ['ops'] })).toEqual([]);
  });

  it('to the channels that it names alone, whatever the routes say, and those that it names besides', async () => {
    const channels = { ops: { chat }, spare: { chat: other }, third: { chat: other } };
    await open({ channels, to: (type) => (type === 'incident.unmuted' ? [] : ['ops', 'third']) });
    expect(await channelsOf({ only: ['spare', 'no-such-channel'] })).toEqual(['spare']);
    expect(await channelsOf({ only: ['ops'] })).toEqual(['ops']);
    expect(await channelsOf({ only: ['spare'], also: ['third'] })).toEqual(['spare', 'third']);
    expect(await channelsOf({ only: ['spare', 'ops'], except: ['ops'] })).toEqual(['spare']);
    expect(await channelsOf({ only: ['ops'], except: ['ops'] })).toEqual([]);
    expect(await channelsOf({ only: [] })).toEqual([]);
    expect(await channelsOf({ change: 'unmuted', only: ['ops'] })).toEqual(['ops']);
    const card = scene.newCard();
    await scene.change(card, { change: 'opened', only: ['ops'] });
    await scene.change(card, { change: 'joined', only: ['spare'] });
    expect(await scene.store.cardChannels(card)).toEqual(['ops', 'spare']);
    await scene.settled();
    expect(inWords(chat.got.slice(-2))).toEqual(['post pong fails firing', 'edit m3 pong fails firing']);
  });

  it('to a channel that it names as the route says that names it, too', async () => {
    chat.mood = { as: 'status', status: 503 };
    other.mood = chat.mood;
    const channels = { ops: { chat }, spare: { chat: other } };
    await open({ channels, to: () => ['ops'], routed: 'critical' });
    await scene.change(scene.newCard(), { change: 'opened', only: ['ops', 'spare'] });
    await scene.settled();
    expect(await scene.waiting('ops')).toMatchObject([{ route: 'all', severity: 'critical' }]);
    expect(await scene.waiting('spare')).toMatchObject([{ route: 'incident', severity: 'warning' }]);
  });

  it('on to every channel that has it, whatever the routes say later', async () => {
    await open({
      channels: { ops: { chat }, spare: { chat: other } },
      to: (type) => (type === 'incident.opened' ? ['ops', 'spare'] : ['ops']),
    });
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    await scene.change(card, { change: 'resolved', status: 'resolved' });
    await scene.settled();
    expect(inWords(other.got)).toEqual(['post pong fails firing', 'edit m1 pong fails resolved']);
  });
});
