import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telegramChannel } from '../../src/bots/telegram.ts';
import type { Outgoing } from '../../src/core/message.ts';
import { logInjections, naughtyStrings } from '../support/corpora.ts';
import { FORUM, TOPIC } from '../support/telegram/chats.ts';
import { BOT_TOKEN } from '../support/telegram/server.ts';
import { failure } from './telegram-failure.ts';
import { NOW, originAt, post, sending } from './telegram-outgoing.ts';
import { startScene, type Scene } from './telegram-scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

function button(label: string, action: string) {
  return { label, action };
}

describe('what is sent', () => {
  it('arrives as text and entities, without a preview, and is named by its message id and its place', async () => {
    const ref = await scene.open({ chat: FORUM, thread: TOPIC }).send(post(), sending());
    expect(ref).toEqual({ id: '1', place: { chat: String(FORUM), thread: String(TOPIC) } });
    expect(scene.telegram.sent).toMatchObject([
      { chat: FORUM, thread: TOPIC, previews: false, silent: false, links: [], replyTo: null },
    ]);
    expect(scene.telegram.sent[0]?.text).toContain('🔵 Push to main\none commit\n→ https://x.example/1\n');
  });

  it('goes to a chat whose id is written as text, and to the General topic without its number', async () => {
    await scene.open({ chat: String(FORUM), thread: 1 }).send(post(), sending());
    expect(scene.telegram.sent).toMatchObject([{ chat: FORUM, thread: null }]);
  });

  it('makes no sound where it is silent, and says that it may be a repeat', async () => {
    await scene.open().send(post({ silent: true }), sending({ possibleRepeat: true }));
    expect(scene.telegram.sent).toMatchObject([{ silent: true }]);
    expect(scene.telegram.sent[0]?.text).toMatch(/^\(possible repeat\) /);
  });

  it('carries buttons, two in a row, and leaves out one that Telegram would refuse', async () => {
    const buttons = [
      button('Acknowledge', 'ack:1'),
      button('Mute 1 h', 'é'.repeat(32)),
      button('Too long', 'é'.repeat(33)),
      button('Trace', 'trace:1'),
    ];
    await scene.open().send(post({ buttons }), sending());
    expect(scene.telegram.sent[0]?.markup).toEqual({
      inline_keyboard: [
        [
          { text: 'Acknowledge', callback_data: 'ack:1' },
          { text: 'Mute 1 h', callback_data: 'é'.repeat(32) },
        ],
        [{ text: 'Trace', callback_data: 'trace:1' }],
      ],
    });
  });

  it('may be a list', async () => {
    const entries = Array.from({ length: 3 }, (_, i) => ({
      title: `Event ${i}`,
      severity: 'info' as const,
      origin: originAt(NOW),
    }));
    await scene.open().send({ kind: 'list', entries, severity: 'info', silent: true }, sending());
    expect(scene.telegram.sent[0]?.text).toMatch(
      /^🔵 3 messages\n10:00:00 🔵 Event 0 · github · 01hzy3k8m9q2w\n/,
    );
  });

  it('may be a reply, which stands alone where its message is gone or was of another chat', async () => {
    const channel = scene.open();
    const ref = await channel.send(post(), sending());
    const reply = { kind: 'reply', severity: 'info', silent: false } as const;
    const message = { title: 'Back after 2 h', body: '', link: null };
    await channel.send({ ...reply, ref, message }, sending());
    await channel.send({ ...reply, ref: { id: '1', place: { chat: '-99' } }, message }, sending());
    await channel.send({ ...reply, ref: { id: 'not-ours' }, message }, sending());
    expect(scene.telegram.sent.map(({ replyTo }) => replyTo)).toEqual([null, 1, null, null]);
  });
});

describe('an edit', () => {
  const message = { title: 'Resolved', body: '', link: null };
  const edit = (ref: { id: string; place?: Record<string, string> }): Outgoing => ({
    kind: 'edit',
    ref,
    message,
    severity: 'warning',
    status: null,
    buttons: [],
    silent: false,
  });

  it('changes the message and takes its buttons away', async () => {
    const channel = scene.open();
    const ref = await channel.send(post({ buttons: [{ label: 'Run', action: 'run' }] }), sending());
    expect(await channel.send(edit({ id: ref.id }), sending())).toMatchObject({ id: ref.id });
    expect(scene.telegram.sent).toMatchObject([
      { text: '🟡 Warning: Resolved', markup: { inline_keyboard: [] }, edits: 1 },
    ]);
  });

  it('to what is there already is a success', async () => {
    const channel = scene.open();
    const ref = await channel.send(post(), sending());
    await channel.send(edit(ref), sending());
    expect(await channel.send(edit(ref), sending())).toEqual(ref);
    expect(scene.telegram.sent).toHaveLength(1);
  });

  it.each(['frozen', 'gone'] as const)('of a message that is %s becomes a new one', async (state) => {
    const channel = scene.open();
    const ref = await channel.send(post(), sending());
    Object.assign(scene.telegram.sent[0] ?? {}, { state });
    expect(await channel.send(edit(ref), sending())).toMatchObject({ id: '2' });
    expect(scene.telegram.sent[1]).toMatchObject({ text: '🟡 Warning: Resolved' });
  });

  it('that is refused for another reason is not sent as a new message', async () => {
    const channel = scene.open();
    const ref = await channel.send(post(), sending());
    scene.telegram.fail({ as: 'status', status: 429, retryAfter: 3 });
    const { verdict } = await failure(channel.send(edit(ref), sending()));
    expect(verdict).toEqual({ action: 'retry', reason: 'rate-limited', retryAfterMs: 3_000 });
    expect(scene.telegram.sent).toHaveLength(1);
  });
});

describe('hostile text', () => {
  it.each([
    '<b>bold</b> <a href="tg://user?id=1">x</a>',
    '*bold* _x_ `code` ||spoiler||',
    '@everyone @here @ada_lovelace',
    '[a](http://b.com)',
    '/start /stop@other_bot',
    '#tag $TSLA',
    'call +1 202 555 0143 or mail a@b.org',
    'evil.example.com/login 10.0.0.1',
    'אבג \u200fdef',
  ])('%j arrives as it is and does nothing', async (text) => {
    await scene.open().send(post({ message: { title: text, body: text, link: null } }), sending());
    const [sent] = scene.telegram.sent;
    expect(sent?.text.split('\n').slice(0, 2)).toEqual([`🔵 ${text}`, text]);
    expect(sent?.links).toEqual([]);
  });

  it('that turns text around arrives as it is and turns nothing beside it', async () => {
    const text = 'a \u202edcba';
    await scene
      .open()
      .send(post({ message: { title: text, body: `@\u202dx ${text}`, link: null } }), sending());
    const [sent] = scene.telegram.sent;
    expect(sent?.text.split('\n').slice(0, 2)).toEqual([`🔵 ${text}\u202c`, `@\u202dx ${text}\u202c\u202c`]);
    expect(sent?.links).toEqual([]);
  });

  it('of 5,000 emoji is cut', async () => {
    const text = '👨‍👩‍👧'.repeat(5_000);
    await scene
      .open()
      .send(post({ message: { title: text, body: text, link: 'https://x.example' } }), sending());
    const [sent] = scene.telegram.sent;
    expect(sent?.text.length).toBeGreaterThan(4_080);
    expect(sent?.text).toMatch(/^🔵 (👨‍👩‍👧)+…\n(👨‍👩‍👧)+…\n→ https:\/\/x\.example\ngithub · push · /u);
  });

  it('from the collections of such texts is accepted by the platform and links nowhere', async () => {
    const channel = scene.open();
    const texts = [...naughtyStrings, ...logInjections.map(([, value]) => value)];
    for (let i = 0; i < texts.length; i += 25) {
      const body = texts.slice(i, i + 25).join('\n');
      await channel.send(post({ message: { title: texts[i] ?? '', body, link: null } }), sending());
    }
    expect(scene.telegram.sent.flatMap(({ links }) => links)).toEqual([]);
  });
});

describe('an entry', () => {
  const entry = { type: 'telegram', token: BOT_TOKEN, chat: 1 };

  it.each([
    [{}],
    [{ chat: '-1001234567890' }],
    [{ thread: 7 }],
    [{ apiRoot: 'http://127.0.0.1:8081' }],
    [{ apiRoot: 'https://bots.example.org/api/' }],
    [{ ipv4: true }],
  ])('%j is good', (changes) => {
    expect(telegramChannel.schema.safeParse({ ...entry, ...changes }).success).toBe(true);
  });

  it.each([
    [{ token: '' }, 'secret'],
    [{ chat: '@name' }, 'whole number'],
    [{ chat: 0 }, 'whole number'],
    [{ chat: 1.5 }, 'whole number'],
    [{ chat: '99999999999999999' }, 'whole number'],
    [{ thread: 0 }, '>0'],
    [{ apiRoot: 'ftp://x' }, 'http'],
    [{ parseMode: 'HTML' }, 'Unrecognized'],
  ])('%j is not', (changes, words) => {
    const parsed = telegramChannel.schema.safeParse({ ...entry, ...changes });
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(words);
  });

  it('reaches no network by itself', async () => {
    const channel = scene.open();
    await channel.close();
    scene.keepOnly([]);
    expect(scene.telegram.calls).toEqual([]);
  });
});
