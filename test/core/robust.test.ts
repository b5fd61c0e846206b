import { describe, expect, it } from 'vitest';
import { BAND_DEFAULTS, latencyBand, medianDeviation } from '../../src/core/robust.ts';
import { createChance } from '../support/chance.ts';

/** Latencies around 1 s that scatter log-normally. */
function latencies(sigma: number, seed: number): () => number {
  const chance = createChance(seed);
  return () => 1_000 * Math.exp(sigma * chance.normal());
}

const times = (count: number, next: () => number) => Array.from({ length: count }, next);

/** Shares of single runs that are late, and of those that are called: two of three confirming runs are late, too. */
function simulate(sigma: number, before: number) {
  const next = latencies(sigma, 7);
  const counts = { runs: 0, late: 0, called: 0, doubledLate: 0, told: 0 };
  for (let world = 0; world < 60; world++) {
    const limit = latencyBand(times(before, next))?.limitMs ?? 0;
    const isLate = (slower: number) => next() * slower > limit;
    const isCalled = (slower: number) => isLate(slower) && [1, 2, 3].filter(() => isLate(slower)).length >= 2;
    for (let run = 0; run < 150; run++) {
      counts.runs++;
      if (isLate(1)) counts.late++;
      if (isCalled(1)) counts.called++;
      if (isLate(2)) counts.doubledLate++;
      if (isCalled(2) || isCalled(2) || isCalled(2)) counts.told++;
    }
  }
  const share = (count: number) => count / counts.runs;
  return {
    late: share(counts.late),
    called: share(counts.called),
    doubledLate: share(counts.doubledLate),
    told: share(counts.told),
  };
}

describe('latencyBand', () => {
  it.each([
    ['the factor where latencies hardly differ', times(30, () => 1_000), { median: 1_000, limitMs: 1_500 }],
    ['150 ms more where they are short', times(30, () => 20), { median: 20, limitMs: 170 }],
    ['no less where they are nothing', times(30, () => 0), { median: 0, limitMs: 150 }],
    [
      'four times the median where they differ wildly',
      Array.from({ length: 31 }, (_, i) => 2 ** i),
      { median: 32_768, limitMs: 131_072 },
    ],
    ['nothing of too few', times(BAND_DEFAULTS.samples - 1, () => 1_000), null],
    ['nothing of none', [], null],
  ])('allows %s', (_what, samples, band) => {
    expect(latencyBand(samples)).toEqual(band);
  });

  it('is moved little by a fifth of outliers', () => {
    const usual = times(100, latencies(0.1, 1));
    const clean = latencyBand(usual)?.limitMs ?? 0;
    const soiled = latencyBand([...usual, ...times(25, () => 60_000)])?.limitMs ?? 0;
    expect(soiled / clean).toBeLessThan(1.1);
  });

  it('takes its settings', () => {
    const samples = times(200, latencies(0.25, 3));
    const limitBy = (deviations: number) =>
      latencyBand(samples, { ...BAND_DEFAULTS, deviations })?.limitMs ?? 0;
    expect(limitBy(3)).toBeGreaterThan(limitBy(2));
    expect(latencyBand(samples, { ...BAND_DEFAULTS, factor: 6 })?.limitMs).toBeCloseTo(
      6 * (latencyBand(samples)?.median ?? 0),
    );
    expect(latencyBand(samples, { ...BAND_DEFAULTS, samples: 201 })).toBeNull();
  });

  it.each([
    [0.1, 336, { late: 0.001, called: 0, doubledLate: 0.99, told: 0.999 }],
    [0.2, 336, { late: 0.03, called: 0.0005, doubledLate: 0.9, told: 0.99 }],
    [0.25, 336, { late: 0.03, called: 0.0005, doubledLate: 0.75, told: 0.95 }],
    [0.25, 24, { late: 0.05, called: 0.001, doubledLate: 0.7, told: 0.85 }],
  ])('with a jitter of σ = %d and %d runs tells a doubling from jitter', (sigma, before, bounds) => {
    const { late, called, doubledLate, told } = simulate(sigma, before);
    expect(late).toBeLessThanOrEqual(bounds.late);
    expect(called).toBeLessThanOrEqual(bounds.called);
    expect(doubledLate).toBeGreaterThanOrEqual(bounds.doubledLate);
    expect(told).toBeGreaterThanOrEqual(bounds.told);
  });
});

describe('medianDeviation', () => {
  it.each([
    [[1, 1, 2, 2, 4, 6, 9], 1],
    [[5], 0],
    [[3, 3, 3, 100], 0],
    [[], null],
  ])('of %j is %j', (values, deviation) => {
    expect(medianDeviation(values)).toBe(deviation);
  });
});
