import { expect, it } from 'vitest';
import { createRandomPool } from '../../src/core/random-pool.ts';

it('hands out every byte once, in draws of 4 KiB', () => {
  const draws: number[] = [];
  let next = 0;
  const pool = createRandomPool((length) => {
    draws.push(length);
    return Uint8Array.from({ length }, () => next++ & 0xff);
  });
  const taken = Array.from({ length: 512 }, () => [...pool(16)]).flat();
  expect(draws).toEqual([4_096, 4_096]);
  expect(taken).toEqual(Array.from({ length: 8_192 }, (_, i) => i & 0xff));
  expect(pool(5_000)).toHaveLength(5_000);
  expect(pool(0)).toHaveLength(0);
});
