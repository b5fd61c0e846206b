import { describe, expect, it, test } from 'vitest';
import { escapeControls, escapeJsonLine } from '../../src/core/escape.ts';
import { logInjections, naughtyStrings } from '../support/corpora.ts';
import { cpuMs } from '../support/cpu-ms.ts';

const HOSTILE = [...naughtyStrings, ...logInjections.map(([, value]) => value)];

describe('escapeControls shows what would be obeyed or hidden', () => {
  test.each([
    ['a line end', 'a\nb', String.raw`a\nb`],
    ['a carriage return', 'a\rb', String.raw`a\rb`],
    ['a tab', 'a\tb', String.raw`a\tb`],
    ['an escape sequence', '\u001b[2J', String.raw`\u{1b}[2J`],
    ['NUL', 'a\0b', String.raw`a\u{0}b`],
    ['DEL', '\u007f', String.raw`\u{7f}`],
    ['a C1 control sequence introducer', '\u009b31m', String.raw`\u{9b}31m`],
    ['a line separator', 'a\u2028b\u2029', String.raw`a\u{2028}b\u{2029}`],
    ['bidi overrides', '\u202eabc\u202c', String.raw`\u{202e}abc\u{202c}`],
    ['bidi isolates and marks', '\u2066\u2069\u200e\u061c', String.raw`\u{2066}\u{2069}\u{200e}\u{61c}`],
    ['tag characters', 'hi\u{e0069}', String.raw`hi\u{e0069}`],
    ['a zero-width space and a BOM', 'a\u200bb\ufeff', String.raw`a\u{200b}b\u{feff}`],
    ['a lone surrogate', 'a\ud83db\udc69', String.raw`a\u{d83d}b\u{dc69}`],
  ])('%s', (_, text, shown) => {
    expect(escapeControls(text)).toBe(shown);
  });

  it('leaves emoji, their joiners and every script alone', () => {
    const text = '👩‍👩‍👧 Ünïcødé 日本語 العربية نمی‌خواهم 🏳️‍🌈 \\n';
    expect(escapeControls(text)).toBe(text);
  });

  it('leaves nothing of the hostile strings that a terminal would obey', () => {
    for (const text of HOSTILE) {
      expect(escapeControls(text)).not.toMatch(
        /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u,
      );
    }
  });

  it('takes a million hostile characters in less than a second', () => {
    const hostile = '\u001b'.repeat(1_000_000);
    const ms = cpuMs(() => expect(escapeControls(hostile)).toHaveLength(6_000_000));
    expect(ms).toBeLessThan(1_000);
  });
});

describe('escapeJsonLine', () => {
  it('escapes everything invisible and changes no value', () => {
    for (const text of HOSTILE) {
      const line = escapeJsonLine(JSON.stringify({ text }));
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(line)).toEqual({ text });
    }
  });
});
