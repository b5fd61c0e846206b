import { expect, it } from 'vitest';
import { createShared } from '../../src/bots/shared.ts';

it('makes one thing for each key of a program, and others for another program', () => {
  const shared = createShared<{ readonly n: number }>();
  let made = 0;
  const make = () => ({ n: ++made });
  const [a, b] = [{}, {}];
  expect(shared(a, 'token', make)).toBe(shared(a, 'token', make));
  expect(shared(a, 'other', make).n).toBe(2);
  expect(shared(b, 'token', make).n).toBe(3);
});
