import { describe, expect, it } from 'vitest';
import { renderAnswer, renderOutgoing, LIST_LIMITS } from '../../src/bots/telegram/render.ts';
import { titlesThatFit, LIST_MAX } from '../../src/core/outbox.ts';
import type { Message, Outgoing } from '../../src/core/message.ts';
import { automaticLinks, textProblem } from '../support/telegram/text-rules.ts';
import { NOW, originAt, post } from './telegram-outgoing.ts';

const context = {
  possibleRepeat: false,
  now: NOW,
  timeOfDay: () => '10:20:30',
  dateAndTime: () => '22 Nov 2026, 10:20 CET',
};
const answered = (message: Message) => renderAnswer(message, context.dateAndTime);

function styled({ text, entities }: ReturnType<typeof renderAnswer>): readonly string[] {
  return entities.map(({ type, offset, length }) => `${type}: ${text.slice(offset, offset + length)}`);
}

describe('a message', () => {
  it('has mark, bold title, body, link and where it is from', () => {
    const rich = renderOutgoing(
      post({ message: { title: 'Push to main', body: 'two\nlines', link: 'https://x.example/a' } }),
      context,
    );
    expect(rich.text).toBe(
      '🔵 Push to main\ntwo\nlines\n→ https://x.example/a\ngithub · push · 01hzy3k8m9q2w · 0123456789abcdef0123456789abcdef',
    );
    expect(styled(rich)).toEqual([
      'bold: Push to main',
      'text_link: https://x.example/a',
      'italic: github',
      'italic: push',
      'code: 01hzy3k8m9q2w',
      'code: 0123456789abcdef0123456789abcdef',
    ]);
  });

  it.each([
    ['info', '🔵 T'],
    ['warning', '🟡 Warning: T'],
    ['critical', '🔴 CRITICAL: T'],
  ] as const)('says %s in words', (severity, begin) => {
    const rich = renderOutgoing(post({ severity, message: { title: 'T', body: '', link: null } }), context);
    expect(rich.text.split('\n')[0]).toBe(begin);
  });

  it('says that it may be a repeat, and when an event came that had to wait', () => {
    const late = post({ origin: originAt(NOW - 60_000) });
    const rich = renderOutgoing(late, { ...context, possibleRepeat: true });
    expect(rich.text).toMatch(/^\(possible repeat\) 🔵 /);
    expect(rich.text).toMatch(/ · received 2026-11-22T09:59:00\.000Z$/);
  });

  it('leads nowhere but to its own link', () => {
    const rich = renderOutgoing(
      post({ message: { title: 'T', body: '', link: 'https://x.example/ü y' } }),
      context,
    );
    expect(rich.entities.find(({ type }) => type === 'text_link')).toMatchObject({
      url: 'https://x.example/%C3%BC%20y',
    });
  });

  it.each(['javascript:alert(1)', 'tg://resolve?domain=x', 'no link', '//x.example'])(
    'shows the link %s without leading there',
    (link) => {
      const rich = renderOutgoing(post({ message: { title: 'T', body: '', link } }), context);
      expect(rich.text).toContain(`\n→ ${link}\n`);
      expect(rich.entities.some(({ type }) => type === 'text_link')).toBe(false);
      expect(automaticLinks(rich.text, rich.entities)).toEqual([]);
    },
  );

  it.each([
    ['long words', 'x'.repeat(10_000)],
    ['5,000 emoji', '👩‍👩‍👧‍👦'.repeat(5_000)],
    ['letters with accents', 'e\u0301\u0302'.repeat(5_000)],
    ['addresses', 'https://a.example/b @c '.repeat(500)],
  ])('of %s is cut without losing its link and its last line, or splitting a character', (_name, long) => {
    const message = { title: long, body: long, link: `https://x.example/${'y'.repeat(3_000)}` };
    const rich = renderOutgoing(post({ message, origin: { ...originAt(NOW), type: long } }), context);
    expect(textProblem(rich.text, rich.entities)).toBeNull();
    expect(rich.text.length).toBeGreaterThan(4_096 - 40);
    expect(rich.entities.find(({ type }) => type === 'text_link')).toMatchObject({ url: message.link });
    expect(rich.text).toMatch(/ · 01hzy3k8m9q2w · 0123456789abcdef0123456789abcdef$/);
    expect(automaticLinks(rich.text, rich.entities)).toEqual([]);
    const graphemes = new Set([...new Intl.Segmenter('en').segment(long)].map(({ segment }) => segment));
    const body = rich.text.split('\n')[1] ?? '';
    for (const { segment } of new Intl.Segmenter('en').segment(body)) {
      expect([...graphemes, '…']).toContain(segment);
    }
  });

  it('with more places to close than Telegram keeps entities closes them in one', () => {
    const body = Array.from({ length: 300 }, (_, i) => `@user${i}`).join(' ');
    const rich = renderOutgoing(post({ message: { title: body, body, link: null } }), context);
    expect(rich.entities.length).toBeLessThanOrEqual(100);
    expect(automaticLinks(rich.text, rich.entities)).toEqual([]);
  });

  it('that is an answer has no mark, and is never empty', () => {
    expect(answered({ title: 'Up 2 d', body: 'all well', link: null }).text).toBe('Up 2 d\nall well');
    expect(answered({ title: '', body: 'only this', link: null }).text).toBe('only this');
    expect(answered({ title: ' ', body: '\n', link: null }).text).toBe('(nothing to show)');
  });
});

describe('a list', () => {
  const entry = { title: 'x'.repeat(200), severity: 'warning', origin: originAt(NOW) } as const;

  it('names each event with time, mark, title, source and id', () => {
    const entries = [
      { ...entry, title: 'One' },
      { ...entry, title: 'Two @ada', severity: 'info' as const },
      { ...entry, title: 'Three', status: 'resolved' as const },
      { ...entry, title: 'Four', status: 'muted' as const },
    ];
    const rich = renderOutgoing({ kind: 'list', entries, severity: 'warning', silent: false }, context);
    expect(rich.text).toBe(
      [
        '🟡 Warning: 4 messages',
        '10:20:30 🟡 Warning: One · github · 01hzy3k8m9q2w',
        '10:20:30 🔵 Two @ada · github · 01hzy3k8m9q2w',
        '10:20:30 ✅ Resolved: Three · github · 01hzy3k8m9q2w',
        '10:20:30 🔕 Muted · 🟡 Warning: Four · github · 01hzy3k8m9q2w',
      ].join('\n'),
    );
    expect(styled(rich)).toContain('code: @ada');
  });

  it.each([
    ['long titles', 'x'.repeat(200)],
    ['short titles', 'x'],
    ['titles that just fit', 'x'.repeat(Math.floor((LIST_LIMITS.listLength - 200) / LIST_MAX) - 40)],
    ['hostile titles', '@ada /start a.com '.repeat(11)],
  ])('of as many %s as the limits admit fits into one message', (_name, title) => {
    const origin = { ...originAt(NOW), source: 's'.repeat(63) };
    const worst = { severity: 'critical', status: 'acknowledged' } as const;
    const many = Array.from({ length: LIST_MAX }, () => ({ ...entry, ...worst, title, origin }));
    const fit = titlesThatFit(
      many.map((one) => one.title),
      LIST_LIMITS.listLength,
    );
    const list: Outgoing = { kind: 'list', entries: many.slice(0, fit), severity: 'warning', silent: false };
    const rich = renderOutgoing(list, { ...context, possibleRepeat: true });
    expect(fit).toBeGreaterThan(5);
    expect(textProblem(rich.text, rich.entities)).toBeNull();
    expect(rich.text.split('\n')).toHaveLength(fit + 1);
    expect(automaticLinks(rich.text, rich.entities)).toEqual([]);
  });
});
