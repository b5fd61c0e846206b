import { expect, it } from 'vitest';
import { nextRunAt } from '../../src/probes/next-run.ts';

const NOW = 1_000_000;
const free = { owed: 0, owedFor: 'confirm', holdUntil: null } as const;

it.each([
  ['its slot', NOW + 500, free, NOW + 500],
  ['none', null, free, null],
  ['the end of a hold', NOW + 500, { ...free, holdUntil: NOW + 900 }, NOW + 900],
  ['its slot after a hold', NOW + 500, { ...free, holdUntil: NOW + 100 }, NOW + 500],
  ['what it owes', NOW + 500, { ...free, owed: 2, holdUntil: NOW + 30 }, NOW + 30],
  ['what it owes, at once', null, { ...free, owed: 1, holdUntil: NOW - 30 }, NOW],
])('a probe is asked next by %s', (_, slot, owing, at) => {
  expect(nextRunAt(slot, owing, NOW)).toBe(at);
});
