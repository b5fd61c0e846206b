import { describe, expect, it } from 'vitest';
import { linkableRanges } from '../../src/bots/telegram/linkable.ts';
import { automaticLinks } from '../support/telegram/text-rules.ts';

function found(text: string): readonly string[] {
  return linkableRanges(text).map(({ start, end }) => text.slice(start, end));
}

describe('what Telegram would link by itself is found', () => {
  it.each<[text: string, parts: readonly string[]]>([
    ['see https://evil.example/a?b=c now', ['https://evil.example/a?b=c']],
    ['tg://resolve?domain=x', ['tg://resolve?domain=x']],
    ['ftp://h', ['ftp://h']],
    ['go to example.com.', ['example.com']],
    ['(example.com/path?x=1)', ['example.com/path?x=1']],
    ['пример.рф и 例子.中国', ['пример.рф', '例子.中国']],
    ['x.xn--p1ai', ['x.xn--p1ai']],
    ['😀.com', ['😀.com']],
    ['write to a.b+c@mail.example.org!', ['a.b+c@mail.example.org']],
    ['192.168.1.1 is down', ['192.168.1.1']],
    ['@everyone look', ['@everyone']],
    ['hi @ada, @bob', ['@ada', '@bob']],
    ['(@ada)', ['@ada']],
    ['/start', ['/start']],
    ['run /status@other_bot now', ['/status@other_bot']],
    ['path /etc/passwd', ['/etc/passwd']],
    ['a #tag and #тег', ['#tag', '#тег']],
    ['buy $TSLA', ['$TSLA']],
    ['[a](http://b)', ['a](http://b']],
    ['<a href="http://b">', ['href="http://b']],
    ['call +49 30 1234567 today', ['+49 30 1234567']],
    ['call +49 30 1…', ['+49 30 1']],
    ['call (+49) 30 1234567', ['(+49) 30 1234567']],
    ['call (030) 1234-5678', ['(030) 1234-5678']],
    ['4111 1111 1111 1111', ['4111 1111 1111 1111']],
    ['"@ada"', ['@ada']],
    ['a @\u202eada b', ['@\u202eada']],
    ['exam\u200bple.\u2066com', ['exam\u200bple.\u2066com']],
    ['\u{e0041}/start', ['\u{e0041}/start']],
    ['a\u200b/start', ['a\u200b/start']],
    ['a\u200b/\u202estart', ['a\u200b/\u202estart']],
    ['a\u200b#tag', ['a\u200b#tag']],
    ['a\u2060$TSLA', ['a\u2060$TSLA']],
    ['x\u200b+49301234567', ['+49301234567']],
    ['example.\u0333com', ['example.\u0333com']],
    ['@\u033fada', ['@\u033fada']],
    ['http:/\u030a/h', ['http:/\u030a/h']],
    ['#\u0dca\u0d9a', ['#\u0dca\u0d9a']],
    ['call +49\u201130\u20111234567', ['+49\u201130\u20111234567']],
    ['call 030\u202f123\u202f45\u202f67', ['030\u202f123\u202f45\u202f67']],
    ['https://a.example\nhttps://b.example', ['https://a.example', 'https://b.example']],
  ])('%j', (text, parts) => {
    expect(found(text)).toEqual(parts);
  });

  it.each([
    'plain words',
    'and/or, refs/heads/main',
    'C# and 5 $ each',
    'costs $5',
    'v1.2.3 took 3.14 s',
    'e.g. this, i.e. that',
    'well... yes',
    '10:30:15',
    '100 %',
    'commit 1a2b3c4d5e6f7a8b',
    '* bold * _x_ ~y~ `z`',
    '<b>',
    '',
  ])('%j needs nothing', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('agrees with rules written apart from it, whatever pieces are put together', () => {
    const pieces = [
      '@ab',
      '@\u202ebc',
      '/cd',
      '#ef',
      '$GH',
      'a.com',
      'x@y.org',
      'http://z',
      '1.2.3.4',
      '+49 30 1234567',
    ];
    const between = [
      '',
      ' ',
      '\n',
      '(',
      ')',
      '"',
      '.',
      ',',
      '-',
      ':',
      '😀',
      'ä',
      '\u0301',
      '\u202e',
      '_',
      '[',
      '*',
    ];
    for (const piece of pieces) {
      for (const before of between) {
        for (const after of between) {
          const text = `w${before}${piece}${after}w`;
          const code = linkableRanges(text).map(({ start, end }) => ({
            type: 'code',
            offset: start,
            length: end - start,
          }));
          expect(automaticLinks(text, code), JSON.stringify(text)).toEqual([]);
        }
      }
    }
  });

  it('costs no more than the text is long', () => {
    for (const unit of ['a', '@', '.', 'a.', '/', '1 ', '((', '..a', '+1', '"'.repeat(3)]) {
      const text = unit.repeat(200_000 / unit.length);
      expect(linkableRanges(text).length).toBeLessThanOrEqual(text.length);
    }
  }, 5_000);
});
