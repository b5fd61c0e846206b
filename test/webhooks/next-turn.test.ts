import { expect, it } from 'vitest';
import { createNextTurn } from '../../src/webhooks/next-turn.ts';

it('lets all who ask in one turn go on together, in their order, and the next ones in the next', async () => {
  const scheduled: (() => void)[] = [];
  const nextTurn = createNextTurn((fn) => scheduled.push(fn));
  const went: string[] = [];
  const go = async (name: string): Promise<void> => {
    await nextTurn();
    went.push(name);
  };
  const first = Promise.all([go('a'), go('b')]);
  expect(scheduled).toHaveLength(1);
  scheduled.splice(0).forEach((fn) => fn());
  const second = go('c');
  await first;
  expect(went).toEqual(['a', 'b']);
  scheduled.splice(0).forEach((fn) => fn());
  await second;
  expect(went).toEqual(['a', 'b', 'c']);
});
