import { describe, expect, it } from 'vitest';
import { createDedupIndex, textOf } from '../../src/storage/dedup-index.ts';
import { idAt, key, NOW } from './stores.ts';

const keyOf = (text: string): string => textOf(key(text).key);

describe('the index of dedup keys', () => {
  it.each([
    ['nobody holds it', 'other', NOW, null],
    ['somebody holds it', 'k', NOW, idAt(NOW)],
    ['its last millisecond', 'k', NOW + 999, idAt(NOW)],
    ['it has expired', 'k', NOW + 1_000, null],
  ])('a key where %s', (_what, text, at, holder) => {
    const index = createDedupIndex();
    index.hold(keyOf('k'), idAt(NOW), NOW + 1_000);
    expect(index.holder(keyOf(text), at)).toBe(holder);
  });

  it('forgets the oldest beyond its bound, and counts one that was taken anew as young', () => {
    const index = createDedupIndex(3);
    const hold = (text: string, n: number) => index.hold(keyOf(text), idAt(NOW, n), NOW + 1_000);
    ['a', 'b', 'c', 'a', 'd', 'e'].forEach(hold);
    expect(['a', 'b', 'c', 'd', 'e'].filter((text) => index.holder(keyOf(text), NOW) !== null)).toEqual([
      'a',
      'd',
      'e',
    ]);
    expect(index.size).toBe(3);
  });

  it('lets go of what has expired when it is cleaned', () => {
    const index = createDedupIndex();
    index.hold(keyOf('soon'), idAt(NOW, 1), NOW + 1);
    index.hold(keyOf('later'), idAt(NOW, 2), NOW + 2);
    index.prune(NOW + 1);
    expect(index.size).toBe(1);
    expect(index.holder(keyOf('later'), NOW + 1)).toBe(idAt(NOW, 2));
  });
});
