import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { FORUM, GROUP, PRIVATE_CHAT, TOPIC } from '../support/telegram/chats.ts';
import type { Press } from '../support/telegram/presses.ts';
import { asking } from './commands/calls.ts';
import { post, sending } from './telegram-outgoing.ts';
import { MINUTE, said, startScene, type Scene } from './telegram-scene.ts';

const ID = '01hzy3k8m9q2w';
const TOO_LATE = 400;

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

/** Listens, posts a card with a button, and presses it. */
async function pressed(press: Partial<Press> = {}, entry: Readonly<Record<string, unknown>> = {}) {
  const channel = await scene.listening({ chat: GROUP, ...entry });
  const action = `ack ${ID}`;
  const ref = await channel.send(post({ buttons: [{ label: 'Acknowledge', action }] }), sending());
  const chat = Number(ref.place?.['chat']);
  return scene.telegram.press({ messageId: Number(ref.id), data: action, chat, ...press });
}

function answers(title: string, body = ''): () => Promise<Message> {
  return () => Promise.resolve({ title, body, link: null });
}

describe('a press', () => {
  it('is the command of its button, by who pressed it where, and its answer is shown as a note', async () => {
    scene.run = answers('Acknowledged', 'by ada');
    const query = await pressed();
    await scene.telegram.until(() => query.note !== null);
    expect(query.note).toBe('Acknowledged\nby ada');
    expect(scene.calls).toEqual([
      {
        user: { platform: 'telegram', id: '111', name: '@ada' },
        place: { chat: String(GROUP), thread: null, guild: null, private: false, title: 'Engine room' },
        command: 'ack',
        args: ID,
        pressed: true,
      },
    ]);
    expect(scene.telegram.sent).toHaveLength(1);
  });

  it('under a message that the bot can not reach any more counts as well', async () => {
    const query = await pressed({ messageId: 4_711 });
    await scene.telegram.until(() => query.note !== null);
    expect(scene.calls).toMatchObject([{ command: 'ack', args: ID, pressed: true }]);
  });

  it.each([
    ['an action that is none', 'Résumé: now', 'Résumé: now', ''],
    ['a bare action', 'status', 'status', ''],
    ['an action with several words', `mute ${ID} 1h`, 'mute', `${ID} 1h`],
  ])('with %s is told apart', async (_what, data, command, args) => {
    const query = await pressed({ data });
    await scene.telegram.until(() => query.note !== null);
    expect(scene.calls).toMatchObject([{ command, args, pressed: true }]);
  });

  it('whose answer is longer than a note has it under the card, in its topic', async () => {
    const body = Array.from({ length: 20 }, (_, i) => `+${i} s step ${i}`).join('\n');
    scene.run = answers(`Trace of ${ID}`, body);
    const query = await pressed({}, { chat: FORUM, thread: TOPIC });
    const message = await scene.telegram.message(2);
    expect(message).toMatchObject({ thread: TOPIC, replyTo: 1, text: `Trace of ${ID}\n${body}`, links: [] });
    expect(message.silent).toBe(true);
    expect(query.note).toBe('');
  });

  it('whose answer is a long title has it cut to 200 units', async () => {
    scene.run = answers('😀'.repeat(200));
    const query = await pressed();
    await scene.telegram.until(() => query.note !== null);
    expect(query.note).toMatch(/^(😀){99}…$/u);
  });

  it('that takes long is answered with nothing first, and its result follows as a message', async () => {
    const slow = Promise.withResolvers<Message>();
    scene.run = () => slow.promise;
    const query = await pressed();
    await scene.telegram.until(() => scene.calls.length === 1);
    await scene.whileTimePasses(() => query.note !== null, 500);
    expect(query.note).toBe('');
    slow.resolve({ title: 'pong passes', body: '', link: null });
    expect(await scene.telegram.message(2)).toMatchObject({ text: 'pong passes', replyTo: 1 });
  });

  it('of a stranger gets no answer at all', async () => {
    const strangers = await pressed({ user: { id: 666, username: 'mallory' } });
    const mine = scene.telegram.press({ messageId: 1, data: `ack ${ID}`, chat: GROUP });
    await scene.telegram.until(() => scene.count('answerCallbackQuery') > 0);
    expect(scene.calls.map(({ user }) => user.id)).toEqual(['666', '111']);
    expect([strangers.note, mine.note]).toEqual([null, `did ack\nwith "${ID}"`]);
    expect(scene.count('answerCallbackQuery')).toBe(1);
    expect(scene.telegram.sent).toHaveLength(1);
  });

  it('that Telegram takes no answer to any more has it as a message', async () => {
    scene.telegram.fail(
      { as: 'status', status: TOO_LATE, description: 'query is too old' },
      { method: 'answerCallbackQuery', times: 1 },
    );
    scene.run = answers('Acknowledged');
    await pressed();
    expect(await scene.telegram.message(2)).toMatchObject({ text: 'Acknowledged', replyTo: 1 });
    expect(scene.logged).toContain('telegram-press');
  });

  it('beyond the 32nd that runs is told so', async () => {
    scene.run = () => new Promise(() => {});
    await pressed();
    for (let i = 0; i < 31; i++) scene.telegram.press({ messageId: 1, data: `ack ${ID}`, chat: GROUP });
    const last = scene.telegram.press({ messageId: 1, data: `ack ${ID}`, chat: GROUP });
    await scene.telegram.until(() => last.note !== null);
    expect(last.note).toMatch(/^Too much is running\n/);
    expect(scene.passedOver).toHaveLength(1);
  });

  it('twice at once is two calls, each answered once', async () => {
    const first = await pressed();
    const second = scene.telegram.press({ messageId: 1, data: `ack ${ID}`, chat: GROUP });
    await scene.telegram.until(() => scene.count('answerCallbackQuery', 200) === 2);
    expect([first.note, second.note]).not.toContain(null);
    expect(scene.calls).toHaveLength(2);
    expect(scene.count('answerCallbackQuery', TOO_LATE)).toBe(0);
  });
});

describe('a press that was kept for us', () => {
  const action = { messageId: 1, data: `ack ${ID}`, chat: PRIVATE_CHAT };

  it('since the night is passed over; one of just now is run, and answered by a message', async () => {
    const old = scene.telegram.press({ ...action, ageMs: 8 * 60 * MINUTE });
    const fresh = scene.telegram.press({ ...action, data: `trace ${ID}` });
    await scene.listening();
    await scene.telegram.message(1);
    await scene.telegram.until(() => scene.passedOver.length === 1);
    expect(scene.passedOver).toMatchObject([{ command: 'ack', pressed: true }]);
    expect(scene.telegram.sent).toMatchObject([{ text: `did trace\nwith "${ID}"` }]);
    expect([old.note, fresh.note]).toEqual([null, '']);
  });

  it('and is a stranger’s gets no answer at all', async () => {
    const query = scene.telegram.press({ ...action, user: { id: 666 } });
    await scene.listening();
    expect(scene.calls).toHaveLength(1);
    expect(query.note).toBeNull();
    expect(scene.count('answerCallbackQuery')).toBe(0);
  });

  it('while we were away for less than five minutes is run, though nobody can be told by a note', async () => {
    await scene.listening();
    await scene.telegram.away();
    await scene.whileTimePasses(() => scene.logged.includes('telegram-away'), 100);
    const query = scene.telegram.press({ ...action, ageMs: 2 * MINUTE });
    await scene.telegram.back();
    await scene.whileTimePasses(() => scene.telegram.sent.length === 1, 1_000);
    expect(scene.calls).toHaveLength(1);
    expect(scene.passedOver).toEqual([]);
    expect(query.note).toBeNull();
  });

  it('while we were away for longer is passed over where it can not be answered', async () => {
    await scene.listening();
    await scene.telegram.away();
    await scene.whileTimePasses(() => scene.logged.includes('telegram-away'), 100);
    scene.telegram.press({ ...action });
    scene.clock.advance(6 * MINUTE);
    await scene.telegram.back();
    await scene.whileTimePasses(() => scene.passedOver.length === 1, 1_000);
    expect(scene.telegram.sent).toEqual([]);
  });
});

describe('by the real commands, a press', () => {
  const OPERATORS = [
    { name: 'bob', telegram: '2', discord: null, role: 'operator' },
    { name: 'vic', telegram: '3', discord: null, role: 'viewer' },
  ] as const;

  it.each([
    ['of a viewer', 3, `ack ${ID}`, '/ack takes the role operator; vic has viewer', 'role'],
    ['of an operator', 2, `ack ${ID}`, /unknown|no incident|nothing/i, 'nothing'],
    ['of a button of old', 2, 'frobnicate x', /^That button is not known any more/, 'usage'],
    ['of no button of ours', 2, `replay ${ID}`, /^That button is not known any more/, 'usage'],
  ])('%s is answered, and recorded as %4$s', async (_what, id, data, note, outcome) => {
    const { commands, uses } = asking(
      { acknowledge: () => Promise.resolve({ outcome: 'unknown' }) },
      { operators: OPERATORS },
    );
    const channel = scene.open();
    channel.listen?.(commands);
    await scene.telegram.until(() => scene.telegram.updates.waiting);
    const query = scene.telegram.press({ messageId: 1, data, chat: PRIVATE_CHAT, user: { id } });
    await scene.telegram.until(() => query.note !== null);
    expect(query.note).toMatch(note);
    expect(uses).toMatchObject([{ outcome, user: { id: String(id) } }]);
  });
});

it('what was typed is no press, whatever it says', async () => {
  await scene.listening();
  scene.run = said;
  scene.telegram.say({ text: `/ack ${ID}`, chat: PRIVATE_CHAT });
  await scene.telegram.message(1);
  expect(scene.calls).toMatchObject([{ command: 'ack', pressed: false }]);
  expect(scene.telegram.sent).toMatchObject([{ silent: false }]);
});
