import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/core/duration.ts';
import type { EventId, IncidentId } from '../../src/core/ids.ts';
import type { Accepted } from '../../src/core/ports.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startChat, type Chat } from '../support/http-chat.ts';
import { tempDir } from '../support/program.ts';
import { inWords, openScene, type Board, type Scene } from './scene.ts';

const OVER = { title: 'Over after 3 min', body: '', silent: true };
const WORSE = { title: 'It got worse', body: '', silent: false };
const REFUSED = { as: 'status', status: 400 } as const;

let dir: ReturnType<typeof tempDir>;
let chats: { readonly ops: Chat; readonly spare: Chat };
let clock: FakeClock;
let board: Board;
let scene: Scene;

async function open(names: readonly (keyof typeof chats)[], editable = true): Promise<void> {
  const channels = Object.fromEntries(names.map((name) => [name, { chat: chats[name], editable }]));
  scene = await openScene(dir.path, { channels, clock, board });
  await scene.settled();
}

async function restart(...names: readonly (keyof typeof chats)[]): Promise<void> {
  await scene.kill();
  await open(names);
}

const arrived = (name: keyof typeof chats = 'ops') => inWords(chats[name].got);

beforeEach(async () => {
  dir = tempDir();
  chats = { ops: await startChat(), spare: await startChat() };
  clock = createFakeClock();
  board = new Map();
});

afterEach(async () => {
  await scene.kill();
  await chats.ops.close();
  await chats.spare.close();
  dir.dispose();
});

/** A card that stands in `ops`. */
async function opened(): Promise<IncidentId> {
  await open(['ops']);
  const card = scene.newCard();
  await scene.change(card, { change: 'opened' });
  await scene.settled();
  return card;
}

describe('an edit that is refused for good', () => {
  it('takes nothing along that must be heard', async () => {
    const card = await opened();
    chats.ops.moodFor = ({ kind }) => (kind === 'edit' ? REFUSED : { as: 'ok' });
    await scene.change(card, { change: 'worse', reply: WORSE });
    await scene.settled();
    expect(arrived().slice(1)).toEqual(['reply m1 It got worse ♪']);
    expect(await scene.store.counts('ops')).toEqual({ waiting: 0, dead: 1 });
    expect(scene.observed).toMatchObject([{ fingerprint: 'delivery:ops:refused:cards' }]);
  });

  it('nor where there is nothing to reply to: then that is a message of its own, and the card stays where it was', async () => {
    const card = await opened();
    chats.ops.moodFor = ({ kind }) => (kind === 'post' ? { as: 'ok' } : REFUSED);
    await scene.change(card, { change: 'worse', reply: WORSE });
    await scene.settled();
    expect(arrived().slice(1)).toEqual(['post It got worse ♪']);
    expect(scene.observed).toHaveLength(1);
    expect((await scene.store.cardPlaces('ops', [card])).get(card)?.id).toBe('m1');
  });

  it('is made again with the next message after an hour, and what was heard is not said again', async () => {
    const card = await opened();
    chats.ops.moodFor = ({ kind }) => (kind === 'edit' ? REFUSED : { as: 'ok' });
    await scene.change(card, { change: 'worse', title: 'pong fails badly', reply: WORSE });
    await scene.settled();
    chats.ops.moodFor = null;
    await scene.pass(HOUR_MS - MINUTE_MS);
    await scene.accept('note', 'early');
    await scene.settled();
    await scene.pass(2 * MINUTE_MS);
    expect(arrived().slice(2)).toEqual(['post early ♪']);
    await scene.accept('note', 'late');
    await scene.settled();
    expect(arrived().slice(3)).toEqual(
      expect.arrayContaining(['post late ♪', 'edit m1 pong fails badly firing']),
    );
    expect(chats.ops.got).toHaveLength(5);
  });

  it('is made twice at the most, but at the card’s next change anyway', async () => {
    const card = await opened();
    chats.ops.moodFor = ({ kind }) => (kind === 'edit' ? REFUSED : { as: 'ok' });
    await scene.change(card, { change: 'seen-again', title: 'seen twice' });
    await scene.settled();
    for (let hour = 0; hour < 5; hour++) {
      await scene.pass(HOUR_MS + MINUTE_MS);
      await scene.accept('note', `hour ${hour}`);
      await scene.settled();
    }
    await restart('ops');
    expect(await scene.store.counts('ops')).toEqual({ waiting: 0, dead: 2 });
    chats.ops.moodFor = null;
    await scene.change(card, { change: 'seen-again', title: 'seen thrice' });
    await scene.settled();
    expect(arrived().at(-1)).toBe('edit m1 seen thrice firing');
  });
});

describe('a channel that was out of the configuration while its card changed', () => {
  it('shows the card as it is from the next start with it on', async () => {
    await open(['ops', 'spare']);
    const [card, same] = [scene.newCard(), scene.newCard()];
    await scene.change(card, { change: 'opened', loud: true });
    await scene.change(same, { change: 'opened', title: 'unchanged' });
    await scene.settled();
    await restart('ops');
    await scene.change(card, { change: 'worse', reply: WORSE });
    await scene.change(card, { change: 'resolved', status: 'resolved', title: 'pong is well', reply: OVER });
    await scene.settled();
    await restart('ops', 'spare');
    expect(arrived('spare').slice(2)).toEqual(['edit m1 pong is well resolved', 'reply m1 Over after 3 min']);
    const { length } = chats.ops.got;
    await restart('ops', 'spare');
    expect([chats.ops.got.length, chats.spare.got.length]).toEqual([length, 4]);
  });

  it('is not shown what concerns itself', async () => {
    await open(['ops', 'spare']);
    const card = scene.newCard();
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    await scene.change(card, { change: 'joined', title: 'spare fails', except: ['spare'] });
    await scene.settled();
    await restart('ops', 'spare');
    expect(arrived('spare')).toHaveLength(1);
    expect(arrived()).toHaveLength(2);
  });

  it('that never had a message of the card gets none', async () => {
    await open(['ops', 'spare']);
    const card = scene.newCard();
    chats.spare.mood = { as: 'status', status: 403 };
    await scene.change(card, { change: 'opened' });
    await scene.settled();
    chats.spare.mood = { as: 'ok' };
    await scene.pass(2 * HOUR_MS);
    await restart('ops', 'spare');
    expect(arrived('spare')).toEqual([]);
  });
});

it('a channel that can’t edit does not say the same again at each start', async () => {
  await open(['ops'], false);
  const card = scene.newCard();
  await scene.change(card, { change: 'opened', loud: true });
  await scene.settled();
  for (const what of [{ change: 'worse', reply: WORSE }, { change: 'seen-again' }] as const) {
    await scene.change(card, what);
    await scene.settled();
    expect(await scene.store.staleCards('ops', clock.now(), 10)).toEqual([]);
    await scene.kill();
    await open(['ops'], false);
    expect(arrived()).toEqual(['post pong fails firing ♪', 'reply m1 It got worse ♪']);
  }
});

it('where one card stands is not forgotten over another that has nothing to show', async () => {
  await open(['ops'], false);
  const [known, fresh] = [scene.newCard(), scene.newCard()];
  await scene.change(known, { change: 'opened' });
  await scene.settled();
  chats.ops.mood = { as: 'status', status: 429, retryAfter: 60 };
  await scene.accept('note', 'first');
  await scene.settled();
  await scene.change(fresh, { change: 'opened', title: 'new' });
  await scene.change(known, { change: 'seen-again' });
  chats.ops.mood = { as: 'ok' };
  await scene.pass(2 * MINUTE_MS);
  expect((await scene.store.cardPlaces('ops', [fresh])).get(fresh)?.id).toBe('m3');
});

function idOf(accepted: Accepted): EventId {
  if (accepted.outcome !== 'accepted') throw new Error('not accepted');
  return accepted.id;
}

describe('a replay', () => {
  it('of a card’s event goes to the channels that it was for, never to one that it concerns', async () => {
    await open(['ops', 'spare']);
    const card = scene.newCard();
    const id = idOf(await scene.change(card, { change: 'opened', title: 'spare fails', except: ['spare'] }));
    await scene.settled();
    expect(await scene.replay(id)).toEqual({ outcome: 'replayed', id, channels: ['ops'] });
    expect(await scene.replay(id)).toEqual({ outcome: 'replayed', id, channels: ['ops'] });
  });

  it('of anybody else’s event goes where the routes say now', async () => {
    await open(['ops']);
    const id = idOf(await scene.accept('note', 'an event', { source: 'github' }));
    await restart('ops', 'spare');
    expect(await scene.replay(id)).toEqual({ outcome: 'replayed', id, channels: ['ops', 'spare'] });
  });
});

it('the newest message that arrived is known by its time', async () => {
  await open(['ops']);
  expect(scene.lastDeliveredAt('ops')).toBe(null);
  await scene.accept('note', 'arrives');
  await scene.settled();
  const at = clock.now();
  expect(scene.lastDeliveredAt('ops')).toBe(at);
  clock.advance(MINUTE_MS);
  chats.ops.mood = REFUSED;
  await scene.accept('note', 'is refused');
  await scene.settled();
  expect(scene.lastDeliveredAt('ops')).toBe(at);
});
