import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withDateTimes } from '../../src/bots/telegram/date-times.ts';
import { refused } from '../../src/bots/telegram/error.ts';
import type { IncidentState } from '../../src/core/incident.ts';
import type { Message, MessageRef, Outgoing } from '../../src/core/message.ts';
import { logInjections, naughtyStrings } from '../support/corpora.ts';
import { GROUP } from '../support/telegram/chats.ts';
import { failure } from './telegram-failure.ts';
import { NOW, originAt, post, sending } from './telegram-outgoing.ts';
import { startScene, type Scene } from './telegram-scene.ts';
import { manyFacts } from './many-facts.ts';

const SINCE = Date.UTC(2026, 10, 22, 3, 4, 59, 999);
const CARD: Message = {
  title: 'ops can’t be reached',
  facts: [
    { label: 'Since', at: SINCE },
    { label: 'Likely cause', text: 'the router restarts' },
  ],
  body: 'connect ECONNREFUSED',
  link: null,
};

let scene: Scene;

beforeEach(async () => {
  scene = await startScene();
});

afterEach(() => scene.close());

function card(changes: Parameters<typeof post>[0] = {}) {
  return post({ message: CARD, severity: 'critical', status: 'firing', origin: null, ...changes });
}

function edit(ref: MessageRef, changes: Partial<Extract<Outgoing, { kind: 'edit' }>> = {}): Outgoing {
  const { message, severity } = card();
  return { kind: 'edit', ref, message, severity, status: 'firing', buttons: [], silent: false, ...changes };
}

describe('a card', () => {
  it('has its facts between title and body, and times that clients show in the reader’s own zone', async () => {
    await scene.open({}, { timezone: 'Europe/Berlin' }).send(card(), sending());
    const [sent] = scene.telegram.sent;
    expect(sent?.text).toBe(
      [
        '🔴 CRITICAL: ops can’t be reached',
        'Since: 22 Nov 2026, 04:04 CET',
        'Likely cause: the router restarts',
        '',
        'connect ECONNREFUSED',
      ].join('\n'),
    );
    const shown = sent?.entities.map(({ type, offset, length }) => [
      type,
      sent.text.slice(offset, offset + length),
    ]);
    expect(shown).toEqual([
      ['bold', 'ops can’t be reached'],
      ['bold', 'Since:'],
      ['date_time', '22 Nov 2026, 04:04 CET'],
      ['bold', 'Likely cause:'],
    ]);
    expect(sent?.entities[2]).toMatchObject({
      unix_time: Math.trunc(SINCE / 1_000),
      date_time_format: 'wdt',
    });
    expect(sent?.links).toEqual([]);
  });

  it.each<[IncidentState | null, string]>([
    [null, '🔴 CRITICAL: ops'],
    ['firing', '🔴 CRITICAL: ops'],
    ['acknowledged', '👀 Acknowledged · 🔴 CRITICAL: ops'],
    ['muted', '🔕 Muted · 🔴 CRITICAL: ops'],
    ['resolved', '✅ Resolved: ops'],
  ])('that is %s says so in words as well as by its colour', async (status, begin) => {
    await scene.open().send(card({ status }), sending());
    expect(scene.telegram.sent[0]?.text.startsWith(begin)).toBe(true);
  });

  it('is edited in place, again with the same is a success, and never says that the edit is a repeat', async () => {
    const channel = scene.open();
    const ref = await channel.send(card(), sending());
    const resolved = edit(ref, { status: 'resolved' });
    expect(await channel.send(resolved, sending({ possibleRepeat: true }))).toEqual(ref);
    expect(await channel.send(resolved, sending({ possibleRepeat: true }))).toEqual(ref);
    expect(scene.telegram.sent).toMatchObject([{ edits: 1, text: /^✅ Resolved: ops/ }].map(withText));
    expect(scene.count('editMessageText', 400)).toBe(1);
  });

  it.each([
    ['gone', true],
    ['gone', false],
    ['frozen', true],
  ] as const)('that is %s is sent anew, silent: %s', async (state, silent) => {
    const channel = scene.open();
    const ref = await channel.send(card(), sending());
    Object.assign(scene.telegram.sent[0] ?? {}, { state });
    const anew = edit(ref, { silent, severity: 'info' });
    expect(await channel.send(anew, sending())).toMatchObject({ id: '2' });
    expect(scene.telegram.sent[1]).toMatchObject({ silent });
  });
});

function withText({ text, ...rest }: { readonly text: RegExp; readonly edits: number }) {
  return { ...rest, text: expect.stringMatching(text) };
}

describe('a server that knows no time entities', () => {
  beforeEach(async () => {
    await scene.close();
    scene = await startScene({ dateTimes: false });
  });

  it('gets card and edit once more without them, as times in the operator’s zone', async () => {
    const channel = scene.open();
    const ref = await channel.send(card(), sending());
    expect(await channel.send(edit(ref, { status: 'resolved' }), sending())).toEqual(ref);
    const [sent] = scene.telegram.sent;
    expect(sent?.text).toContain('✅ Resolved: ops can’t be reached\nSince: 22 Nov 2026, 03:04 UTC\n');
    expect(sent?.entities.map(({ type }) => type)).toEqual(['bold', 'bold', 'bold']);
    expect(sent?.links).toEqual([]);
    expect([scene.count('sendMessage'), scene.count('editMessageText')]).toEqual([2, 2]);
  });

  it('gets an answer without them, too', async () => {
    await scene.listening();
    scene.run = () => Promise.resolve(CARD);
    scene.telegram.say({ text: '/incident x', chat: 111 });
    expect((await scene.telegram.message(1)).text).toContain('Since: 22 Nov 2026, 03:04 UTC');
  });

  it('is asked twice at most, and once where no time is in the message or something else is wrong', async () => {
    const dated = { type: 'date_time', offset: 0, length: 1, unix_time: 1, date_time_format: 't' } as const;
    const bold = { type: 'bold', offset: 0, length: 1 } as const;
    const tries = async (entities: (typeof dated | typeof bold)[], description: string) => {
      let asked = 0;
      const refusal = { code: 400, description, retryAfter: null, migrateTo: null };
      const sent = withDateTimes({ text: 'x', entities }, () => {
        asked += 1;
        return Promise.reject(refused(refusal));
      });
      await failure(sent);
      return asked;
    };
    expect(await tries([dated], "Bad Request: can't parse MessageEntity")).toBe(2);
    expect(await tries([bold], "Bad Request: can't parse MessageEntity")).toBe(1);
    expect(await tries([dated], 'Bad Request: chat not found')).toBe(1);
  });
});

describe('facts', () => {
  it.each([
    ['many long ones', manyFacts(30, 'x'.repeat(2_000)), 20],
    ['many with something to close', manyFacts(20, 'see https://a.example and @b'), 20],
    ['many emoji', manyFacts(20, '👩‍👩‍👧‍👦'.repeat(300)), 20],
    ['long labels', [{ label: 'l'.repeat(500), text: 't'.repeat(5_000) }], 1],
  ])('of %s are all there, whatever the body', async (_what, given, count) => {
    const body = Array.from({ length: 300 }, (_, i) => `@user${i} and`).join(' ');
    const link = `https://x.example/${'y'.repeat(3_000)}`;
    const message = { title: '@all '.repeat(200), facts: given, body, link };
    const origin = { ...originAt(NOW - 60_000), source: 's'.repeat(63), type: '@t '.repeat(100) };
    await scene.open().send(card({ message, origin, status: 'muted' }), sending({ possibleRepeat: true }));
    const [sent] = scene.telegram.sent;
    const lines = sent?.text.split('\n') ?? [];
    expect(lines.slice(1).filter((line) => /^(?:Fact|Besides|l+)/.test(line))).toHaveLength(count);
    expect(lines).toContainEqual(expect.stringMatching(/^@user0 and .*…$/));
    expect(sent?.links).toEqual([]);
    expect(lines.at(-1)).toMatch(/ · received 2026/);
  });

  it('leave to the body what Telegram keeps of entities besides theirs', async () => {
    const title = Array.from({ length: 10 }, (_, i) => `@t${i} says`).join(' ');
    const body = Array.from({ length: 50 }, (_, i) => `@u${i} and`).join(' ');
    const message = { title, facts: manyFacts(20, 'at @x'), body, link: 'https://x.example' };
    const origin = { ...originAt(NOW - 60_000), type: '@a b @c d' };
    await scene.open().send(card({ message, origin }), sending());
    expect(scene.telegram.sent).toMatchObject([{ links: [] }]);
  });

  it('that are too many say how many more there are', async () => {
    await scene.open().send(card({ message: { ...CARD, facts: manyFacts(25, 'x') } }), sending());
    expect(scene.telegram.sent[0]?.text).toMatch(/Fact 18: x\nBesides: 6 more lines\n/);
  });

  it('with hostile text stay one line each, link nowhere and are no markup', async () => {
    const channel = scene.open();
    const texts = [...naughtyStrings, ...logInjections.map(([, value]) => value), 'a\nSince: never'];
    for (let i = 0; i < texts.length; i += 10) {
      const some = texts.slice(i, i + 10).map((text) => ({ label: 'Host', text }));
      const message = { title: 'T', facts: some, body: '', link: null };
      await channel.send(card({ message, severity: 'info' }), sending());
      expect(scene.telegram.sent.at(-1)?.text.split('\n')).toHaveLength(1 + some.length);
    }
    expect(scene.telegram.sent.flatMap(({ links }) => links)).toEqual([]);
  });
});

describe('a pin', () => {
  it('keeps a message at the top without a sound', async () => {
    const channel = scene.open({ chat: GROUP });
    const ref = await channel.send(card(), sending());
    await channel.pin?.(ref, sending().signal);
    expect(scene.telegram.pins).toEqual([{ chat: GROUP, message: 1, silent: true }]);
  });

  it.each([
    ['of a message that is gone', { id: '99' }, {}, 'refused', []],
    ['without the right to', { id: '1' }, { can_pin_messages: false }, 'refused', []],
    ['with a token that is refused', { id: '1' }, null, 'unauthorized', ['token-refused']],
  ] as const)('%s fails with a verdict', async (_what, ref, member, reason, troubles) => {
    const channel = scene.open({ chat: GROUP });
    await channel.send(card(), sending());
    const group = scene.telegram.chats.find(({ id }) => id === GROUP);
    if (member === null) scene.telegram.fail({ as: 'status', status: 401 });
    else if (group !== undefined) group.member = member;
    const error = await failure(channel.pin?.(ref, sending().signal) ?? Promise.resolve());
    expect(error.verdict.reason).toBe(reason);
    expect(scene.troubles.map(({ kind }) => kind)).toEqual(troubles);
  });
});
