import { expect, it } from 'vitest';
import type { Verdict } from '../../src/core/probe.ts';
import { sayLatencies, sayLatency } from '../../src/core/say-latency.ts';

it.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [819.6, '820 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [1_949, '1.9 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [14_400, '14 s'],
  [125_000, '2 min 5 s'],
])('says %d milliseconds as %s', (ms, expected) => {
  expect(sayLatency(ms)).toBe(expected);
});

it.each<[string, readonly (readonly [Verdict, number | null])[], string | null]>([
  ['nothing', [], null],
  ['nothing of what was not measured', [['unmeasured', 30_000]], null],
  ['nothing of passes without a latency', [['pass', null]], null],
  ['one latency as it is', [['pass', 820]], '820 ms'],
  [
    'what sounds alike once',
    [
      ['pass', 1_110],
      ['pass', 1_140],
    ],
    '1.1 s',
  ],
  [
    'failures, too',
    [
      ['pass', 800],
      ['fail', 1_900],
      ['pass', 1_100],
    ],
    '800 ms to 1.9 s, median 1.1 s',
  ],
  [
    'the mean of the middle two',
    [
      ['pass', 100],
      ['pass', 200],
      ['pass', 300],
      ['pass', 900],
    ],
    '100 ms to 900 ms, median 250 ms',
  ],
])('says of several runs %s', (_what, runs, expected) => {
  expect(sayLatencies(runs.map(([verdict, latencyMs], at) => ({ at, verdict, latencyMs })))).toBe(expected);
});
