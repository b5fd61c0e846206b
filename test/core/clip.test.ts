import { describe, expect, it, test } from 'vitest';
import { clip, manyLines, oneLine } from '../../src/core/clip.ts';
import { cpuMs } from '../support/cpu-ms.ts';

const FAMILY = '👨‍👩‍👧‍👦';
const FLAG = '🏴󠁧󠁢󠁥󠁮󠁧󠁿';

describe('clip', () => {
  test.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['two words', 5, 'two…'],
    ['', 0, ''],
    ['x', 0, ''],
    ['xy', 1, '…'],
    [`abc${FAMILY}def`, 10, 'abc…'],
    [`abc${FAMILY}def`, 3 + FAMILY.length + 1, `abc${FAMILY}…`],
    [`abc${FLAG}def`, 8, 'abc…'],
    ['abcé́def', 5, 'abc…'],
    ['🇩🇪🇫🇷🇮🇹', 8, '🇩🇪…'],
  ])('cuts %j to %i units as %j', (text, units, expected) => {
    expect(clip(text, units)).toBe(expected);
  });

  it('never exceeds the limit and never leaves half a character, wherever it cuts', () => {
    const text = `a${FAMILY}é${FLAG}🇩🇪\u0e01\u0e33😀b`.repeat(3);
    for (let units = 0; units <= text.length; units++) {
      const cut = clip(text, units);
      expect(cut.length).toBeLessThanOrEqual(units);
      expect(cut.isWellFormed()).toBe(true);
      expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
    }
  });

  it('cuts a single endless grapheme between code points', () => {
    const cut = clip(`a${'\u0301'.repeat(10_000)}`, 50);
    expect(cut).toHaveLength(50);
    expect(clip('😀\u200d'.repeat(5_000), 50).isWellFormed()).toBe(true);
  });

  it('costs as much as the limit, not as the text', () => {
    const [small, giant] = [10_000, 4_000_000].map((length) => {
      const text = 'ab😀'.repeat(length / 4);
      return cpuMs(() => {
        for (let i = 0; i < 200; i++) clip(text, 200);
      });
    });
    expect(giant).toBeLessThan((small ?? 0) * 20 + 50);
  });
});

describe('oneLine', () => {
  test.each([
    ['a\r\n\tb\u2028c\u0085d', 'a b c d'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['safe\u202egnp.exe\u2066', 'safe\u202egnp.exe\u2066\u2069\u202c'],
    ['\u200fmark', '\u200fmark'],
    ['  \n ', ''],
    ['مرحبا 😀', 'مرحبا 😀'],
    ['half \ud83d', 'half \ufffd'],
  ])('folds %j to %j', (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });
});

describe('manyLines', () => {
  test.each([
    ['a\r\nb\rc\u2029d', 'a\nb\nc\nd'],
    ['a  \n\n\n\n b\u0007', 'a\n\n b'],
    ['\n\n\u001b[2Jx\u202e', '[2Jx\u202e\u202c'],
    ['\u202ea\n\u2067b\u2069', '\u202ea\u202c\n\u2067b\u2069'],
  ])('keeps the lines of %j as %j', (text, expected) => {
    expect(manyLines(text)).toBe(expected);
  });
});
