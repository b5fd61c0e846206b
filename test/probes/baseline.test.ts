import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import type { TimedRun, Verdict } from '../../src/core/probe.ts';
import { baselineOf } from '../../src/probes/baseline.ts';
import { SETUP } from './runs.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['p', 'pass'],
  ['f', 'fail'],
  ['u', 'unmeasured'],
]);

/** Hourly runs up to an hour ago, the oldest first, a letter each; they take 1, 2, 3 … ms. */
function runsOf(letters: string): readonly TimedRun[] {
  const runs = Array.from(letters, (letter, i): TimedRun => {
    const verdict = VERDICTS.get(letter) ?? 'unmeasured';
    const latencyMs = verdict === 'unmeasured' ? null : i + 1;
    return { at: NOW - (letters.length - i) * HOUR_MS, verdict, latencyMs, setup: SETUP };
  });
  return runs.toReversed();
}

describe('how long usual answers took', () => {
  it.each([
    ['of all where all passed', 'pppp', [1, 2, 3, 4]],
    ['not of what failed, nor of the three after it', 'ppfpppp', [1, 2, 7]],
    ['of nothing amid trouble, where some pass by chance', 'ppffpfpppffppf', [1, 2]],
    ['as if it had not run where it was not measured', 'pufpupuupp', [1, 10]],
    ['of nothing where nothing passed', 'fuf', []],
    ['of nothing where it never ran', '', []],
  ])('%s', (_, letters, expected) => {
    expect(baselineOf(runsOf(letters), SETUP, NOW)).toEqual(expected);
  });

  it('of the last 14 days', () => {
    expect(baselineOf(runsOf('pppppp'), SETUP, NOW + 14 * DAY_MS - 3 * HOUR_MS)).toEqual([4, 5, 6]);
  });

  it.each(['prompt', 'provider', 'settings'] as const)('since the %s is what it is', (part) => {
    const runs = runsOf('ppfppp').map((run, i) =>
      i < 3 ? run : { ...run, setup: { ...SETUP, [part]: 'other' } },
    );
    expect(baselineOf(runs, SETUP, NOW)).toEqual([4, 5, 6]);
  });

  it('whatever the assertions and the price were', () => {
    const setup = { ...SETUP, assertions: 'other', price: 'other' };
    expect(baselineOf(runsOf('pp'), setup, NOW)).toEqual([1, 2]);
  });
});
