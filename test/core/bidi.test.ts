import { describe, expect, it, test } from 'vitest';
import { bidiEnds, closeBidi, MOST_OPEN } from '../../src/core/bidi.ts';
import { clip } from '../../src/core/clip.ts';

const [LRE, RLO, PDF, RLI, FSI, PDI] = ['\u202a', '\u202e', '\u202c', '\u2067', '\u2068', '\u2069'];

describe('what ends the directions of a text', () => {
  test.each([
    ['nothing', 'plain שלום \u200f', ''],
    ['an override', `a${RLO}b`, PDF],
    ['what is ended already', `a${RLO}b${PDF}c`, ''],
    ['an isolate in an embedding', `${LRE}a${RLI}b`, PDI + PDF],
    ['an embedding that its isolate took along', `${RLI}${LRE}a${PDI}`, ''],
    ['the end of an embedding does not reach out of an isolate', `${LRE}${FSI}${PDF}`, PDI + PDF],
    ['an end of nothing', `${PDI}${PDF}a`, ''],
  ])('%s', (_what, text, ends) => {
    expect(bidiEnds(text)).toBe(ends);
    expect(bidiEnds(closeBidi(text))).toBe('');
  });

  it('lets go of all of them where they are too many', () => {
    expect(closeBidi(`${RLO.repeat(MOST_OPEN)}a`)).toBe(`${RLO.repeat(MOST_OPEN)}a${PDF.repeat(MOST_OPEN)}`);
    expect(closeBidi(`${RLO.repeat(MOST_OPEN + 1)}a`)).toBe('a');
  });
});

test.each([
  ['an override', `${RLO}${'x'.repeat(50)}`],
  ['one whose end is cut off', `${RLO}${'x'.repeat(50)}${PDF}`],
  ['one on the last line that is left', `a\n${RLI}${'x'.repeat(50)}`],
  ['many, all ended far behind', `${RLO.repeat(20)}${'x'.repeat(50)}${PDF.repeat(20)}`],
])('a text cut inside %s is ended within the limit', (_what, text) => {
  const cut = clip(text, 30);
  expect(cut.length).toBeLessThanOrEqual(30);
  expect(cut).toContain('xx');
  expect(bidiEnds(cut)).toBe('');
});
