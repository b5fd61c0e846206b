import { expect, it } from 'vitest';
import { wrap } from '../../src/core/wrap.ts';
import { naughtyStrings } from '../support/corpora.ts';

it('breaks at spaces where one is near, else in the middle', () => {
  expect(wrap('the quick brown fox', 10)).toEqual(['the quick ', 'brown fox']);
  expect(wrap('abcdefghijklm', 5)).toEqual(['abcde', 'fghij', 'klm']);
  expect(wrap('short', 80)).toEqual(['short']);
});

it('counts what is not ASCII as two cells', () => {
  expect(wrap('日本語日本語', 6)).toEqual(['日本語', '日本語']);
  expect(wrap('😀😀😀', 4)).toEqual(['😀😀', '😀']);
});

it('loses nothing, exceeds no width and ends, whatever the text', () => {
  for (const text of naughtyStrings) {
    for (const width of [0, 3, 20, 79]) {
      const pieces = wrap(text, width);
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) {
        const cells = Array.from(piece).reduce((sum, char) => sum + (char < '\u0080' ? 1 : 2), 0);
        expect(cells).toBeLessThanOrEqual(Math.max(2, width));
      }
    }
  }
});
