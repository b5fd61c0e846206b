import { describe, expect, it } from 'vitest';
import { embedOf, listEmbed, LIST_LIMITS } from '../../src/bots/discord/embed.ts';
import { buttonRows } from '../../src/bots/discord/buttons.ts';
import { escapeMarkdown, escapeWithin } from '../../src/bots/discord/markdown.ts';
import { titlesThatFit } from '../../src/core/outbox.ts';
import { naughtyStrings } from '../support/corpora.ts';
import { ORIGIN } from '../support/discord/channel.ts';

/** What Discord shows of escaped text: a backslash before anything but letters, digits and spaces is not shown. */
function shown(escaped: string): string {
  return escaped.replace(/\\([^0-9A-Za-z\s])/g, '$1');
}

describe('text is shown and never parsed', () => {
  it.each([
    ['plain', 'plain'],
    ['*a*', '\\*a\\*'],
    ['__a__', '\\_\\_a\\_\\_'],
    ['~~a~~', '\\~\\~a\\~\\~'],
    ['||a||', '\\|\\|a\\|\\|'],
    ['`a`', '\\`a\\`'],
    ['```js\na\n```', '\\`\\`\\`js\na\n\\`\\`\\`'],
    ['\\*', '\\\\\\*'],
    ['<b>x</b>', '\\<b>x\\</b>'],
    ['<@1> <@!1> <@&1> <#1>', '\\<\\@1> \\<\\@!1> \\<\\@&1> \\<#1>'],
    ['<:a:1> <a:b:2>', '\\<\\:a\\:1> \\<a\\:b\\:2>'],
    ['<t:1:R>', '\\<t\\:1\\:R>'],
    ['</cmd:1>', '\\</cmd\\:1>'],
    ['@everyone @here', '\\@everyone \\@here'],
    [':smile:', '\\:smile:'],
    ['[a](http://b)', '\\[a\\](http\\://b)'],
    ['https://example.org/a_b', 'https\\://example.org/a\\_b'],
    ['<https://example.org>', '\\<https\\://example.org>'],
    ['# big', '\\# big'],
    ['-# small', '\\-# small'],
    ['- item\n  * item\n+ item', '\\- item\n  \\* item\n\\+ item'],
    ['1. one\n2) two', '1\\. one\n2\\) two'],
    ['> quote\n>>> more', '\\> quote\n\\>>> more'],
    ['a - b # c > d: e', 'a - b # c > d: e'],
    ['2026-11-22 12:30', '2026-11-22 12\\:30'],
  ])('%j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
    expect(shown(escaped)).toBe(text);
  });

  it('whatever it is, no address, mention or custom emoji is left, and it is shown as it was', () => {
    for (const text of naughtyStrings) {
      const escaped = escapeMarkdown(text);
      expect(escaped).not.toMatch(/\w:\/\/|(?<!\\)(?:\\\\)*[<@[*_~|`]/);
      expect(shown(escaped)).toBe(text);
    }
  });
});

describe('text is cut at a limit', () => {
  it.each([
    ['what fits', 'abc', 3, 'abc'],
    ['what does not', 'abcd', 3, 'ab…'],
    ['escapes count', '**', 3, '\\*…'],
    ['no half an escape', '***', 4, '\\*…'],
    ['a backslash is whole or not there', '\\\\\\', 4, '\\\\…'],
    ['no half an emoji', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 13, '👩‍👩‍👧‍👦…'],
    ['nothing', '', 3, ''],
  ])('%s', (_what, text, limit, cut) => {
    expect(escapeWithin(text, limit)).toBe(cut);
  });

  it('never beyond it, whatever it is', () => {
    for (const text of ['*'.repeat(99), '👍🏽'.repeat(99), '\\'.repeat(99), '[a](http://b)'.repeat(9)]) {
      for (let limit = 1; limit < 60; limit += 1) {
        const cut = escapeWithin(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut).not.toMatch(/(?<!\\)(?:\\\\)*\\…$/);
        expect(text.startsWith(shown(cut).replace(/…$/, ''))).toBe(true);
      }
    }
  });
});

describe('an embed', () => {
  const long = {
    title: '*'.repeat(500),
    body: '👍🏽_'.repeat(5_000),
    link: `https://example.org/${'a'.repeat(900)}`,
  };

  it('keeps its link and its footer however long the text is', () => {
    const embed = embedOf({
      message: long,
      severity: 'critical',
      status: null,
      origin: ORIGIN,
      possibleRepeat: true,
    });
    expect(embed.title.length).toBeLessThanOrEqual(256);
    expect(embed.description?.length).toBeLessThanOrEqual(4_096);
    expect(embed.description?.endsWith(`\n\n<${long.link}>`)).toBe(true);
    expect(embed.description).toMatch(/^\*Possible repeat: this may have arrived before\.\*\n\n/);
    expect(embed.url).toBe(long.link);
    expect(embed.footer?.text).toBe(
      `critical · github · push · event ${ORIGIN.eventId} · trace ${ORIGIN.traceId}`,
    );
    expect(
      embed.title.length + (embed.description?.length ?? 0) + (embed.footer?.text.length ?? 0),
    ).toBeLessThan(6_000);
    expect(JSON.stringify(embed).isWellFormed()).toBe(true);
  });

  it.each([
    ['info', 'x', 0x3b82f6],
    ['warning', 'Warning: x', 0xf59e0b],
    ['critical', 'CRITICAL: x', 0xdc2626],
  ] as const)('says %s in words and in colour', (severity, title, color) => {
    const message = { title: 'x', body: '', link: null };
    const embed = embedOf({ message, severity, status: null, origin: null, possibleRepeat: false });
    expect(embed).toEqual({ title, color });
  });

  it.each([
    ['an address with what could end it', 'https://a.b/x y>z', 'https://a.b/x%20y%3Ez'],
    ['no address', 'javascript:alert(1)', undefined],
    ['nonsense', '//', undefined],
    ['one that is too long', `https://a.b/${'x'.repeat(3_000)}`, undefined],
  ])('links %s safely', (_what, link, url) => {
    const message = { title: 'x', body: '', link };
    const embed = embedOf({ message, severity: 'info', status: null, origin: null, possibleRepeat: false });
    expect(embed.url).toBe(url);
    expect(embed.description).toBe(url === undefined ? undefined : `<${url}>`);
  });

  it.each([' ', '\u200b', '\u202e\u2066', '\u3164\ufe0f'])(
    'is not without a title, as %j is none',
    (title) => {
      const message = { title, body: '', link: null };
      expect(
        embedOf({ message, severity: 'info', status: null, origin: null, possibleRepeat: false }).title,
      ).toBe('(no title)');
    },
  );

  it.each([20, 10, 5, 1])(
    'of a list holds %d of the worst titles that the dispatcher puts into it',
    (count) => {
      const titles = Array.from({ length: count }, () => '*'.repeat(LIST_LIMITS.listEntryLength));
      const fit = titlesThatFit(titles, LIST_LIMITS.listLength);
      const short = '*'.repeat(Math.floor((LIST_LIMITS.listLength - 200) / 20) - 40);
      const shorts = titlesThatFit(
        Array.from({ length: count }, () => short),
        LIST_LIMITS.listLength,
      );
      expect(shorts).toBe(count);
      for (const [title, many] of [
        [titles[0] ?? '', fit],
        [short, shorts],
      ] as const) {
        const origin = { ...ORIGIN, source: 's'.repeat(63) };
        const entries = Array.from({ length: many }, () => ({
          title,
          severity: 'critical' as const,
          status: 'acknowledged' as const,
          origin,
        }));
        const embed = listEmbed({ kind: 'list', entries, severity: 'critical', silent: false }, true);
        expect(embed.description?.length).toBeLessThanOrEqual(4_096);
        expect(embed.description?.match(/event|[0-9a-z]{13}$/gm)).toHaveLength(many);
        expect(embed.description).not.toContain('…');
      }
    },
  );
});

describe('buttons', () => {
  it('stand in rows of five, five rows at most, no id too long or twice', () => {
    const many = Array.from({ length: 40 }, (_each, i) => ({ label: 'l'.repeat(99), action: `a${i}` }));
    const rows = buttonRows([{ label: 'x', action: 'y'.repeat(101) }, { label: 'x', action: 'a1' }, ...many]);
    expect(rows.map(({ components }) => components.length)).toEqual([5, 5, 5, 5, 5]);
    const all = rows.flatMap(({ components }) => components);
    expect(new Set(all.map((button) => button.custom_id)).size).toBe(25);
    expect(Math.max(...all.map(({ label }) => label.length))).toBe(80);
    expect(buttonRows([])).toEqual([]);
  });
});
