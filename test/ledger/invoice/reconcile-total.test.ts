import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../src/ledger/invoice/invoice-result.ts';
import { createChance } from '../../support/chance.ts';
import { causesOf, cell, held, line, sumOf, usd } from './bills.ts';

function total(dollars: number) {
  return [line(1, null, dollars, { day: null, kind: null })];
}

describe('a total without models and days', () => {
  const cells = [cell(1, 'a', 4, { at: null }), cell(1, 'b', 6, { at: null, workflow: 'other' })];

  it('is held against everything', () => {
    expect(held(total(10), cells)).toMatchObject({ differencePico: 0n, parts: [], unexplainedPico: 0n });
  });

  it('of other days fits by theirs', () => {
    const result = held(total(9), cells, { name: 'America/Los_Angeles', bookedPico: usd(8.9512) });
    expect(causesOf(result)).toEqual([['time-zone-cut', -104.88]]);
    expect(result.parts[0]?.evidence).toBe(
      'by the days of America/Los_Angeles the ledger has $8.95, which fits',
    );
    expect(verdictOf(result)).toBe('explained');
  });

  it('is not said to be of other days where it fits by none', () => {
    const result = held(total(12), cells, { name: 'America/Los_Angeles', bookedPico: usd(8) });
    expect(result).toMatchObject({ parts: [], unexplainedPico: usd(2) });
  });

  it('that fits is not said to be of other days, even if they fit better', () => {
    expect(held(total(10.05), cells, { name: 'Asia/Tokyo', bookedPico: usd(10.05) }).parts).toEqual([]);
  });

  it('is all untracked where the ledger has nothing at all', () => {
    expect(causesOf(held(total(3), []))).toEqual([['untracked-key', 300]]);
  });
});

describe('verdict', () => {
  it.each([
    [100, 100, 'fits'],
    [100, 99.5, 'fits'],
    [100, 98, 'unexplained'],
    [0.02, 0.01, 'fits'],
    [0, 0, 'fits'],
    [0, 0.5, 'unexplained'],
  ] as const)('billed %d and booked %d: %s', (billed, booked, verdict) => {
    const cells = booked === 0 ? [] : [cell(1, 'm', booked)];
    expect(verdictOf(held([line(1, 'm', billed)], cells))).toBe(verdict);
  });
});

describe('whatever the bill and the ledger say', () => {
  it('the parts and the rest are the difference, to the pico, and no part is nothing (seeded)', () => {
    const chance = createChance(6);
    let explained = 0;
    for (let round = 0; round < 400; round++) {
      const models = ['gpt-4o', 'o3', 'Claude Haiku 4.5', 'new', null];
      const dollars = (): number => chance.whole(-2_000, 50_000) / 10_000;
      const lines = Array.from({ length: chance.whole(0, 30) }, () =>
        line(chance.whole(1, 6), models[chance.whole(0, models.length)] ?? null, dollars(), {
          apiKey: ['a', 'b', null][chance.whole(0, 3)] ?? null,
          tokens: chance.whole(0, 2) === 0 ? null : chance.whole(0, 3_000),
        }),
      );
      const cells = Array.from({ length: chance.whole(0, 20) }, () => {
        const calls = chance.whole(1, 10);
        const unpriced = chance.whole(0, calls + 1);
        return cell(chance.whole(1, 6), models[chance.whole(0, 4)] ?? 'o3', Math.abs(dollars()), {
          calls,
          unpriced,
          missing: chance.whole(0, unpriced + 1),
          estimated: chance.whole(0, calls - unpriced + 1),
          floorPico: BigInt(chance.whole(0, 2)) * usd(0.1),
          adjustedPico: usd(dollars()),
        });
      });
      const zone = { name: 'Asia/Tokyo', bookedPico: usd(dollars() * 5) };
      const result = held(lines, cells, chance.whole(0, 2) === 0 ? null : zone);
      expect(sumOf(result)).toBe(result.differencePico);
      expect(result.differencePico).toBe(result.billedPico - result.bookedPico);
      expect(result.parts.filter(({ pico }) => pico === 0n)).toEqual([]);
      explained += result.parts.length;
    }
    expect(explained).toBeGreaterThan(400);
  });
});
