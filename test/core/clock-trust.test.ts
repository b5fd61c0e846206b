import { expect, test } from 'vitest';
import { clockTrust } from '../../src/core/clock-trust.ts';

const NOW = Date.UTC(2026, 10, 22, 3);

test.each([
  ['nothing speaks against it', { now: NOW, newestKnown: null, synchronised: null }, null],
  ['the system says it is synchronised', { now: NOW, newestKnown: NOW - 1, synchronised: true }, null],
  ['it stands at its epoch', { now: 5_000, newestKnown: null, synchronised: true }, 'before-release'],
  [
    'it is in 2019',
    { now: Date.UTC(2020, 0, 1) - 1, newestKnown: null, synchronised: null },
    'before-release',
  ],
  ['it is in 2020', { now: Date.UTC(2020, 0, 1), newestKnown: null, synchronised: null }, null],
  ['300 s behind an event', { now: NOW, newestKnown: NOW + 300_000, synchronised: null }, null],
  ['more behind an event', { now: NOW, newestKnown: NOW + 300_001, synchronised: true }, 'behind-known'],
  ['the system says no', { now: NOW, newestKnown: null, synchronised: false }, 'not-synchronised'],
])('the clock where %s', (_, facts, reason) => {
  expect(clockTrust(facts)).toEqual(reason === null ? { trusted: true } : { trusted: false, reason });
});
