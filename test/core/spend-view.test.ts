import { describe, expect, it } from 'vitest';
import type { SpendCell } from '../../src/core/ledger.ts';
import { NO_SUMS } from '../../src/core/spend-sums.ts';
import { OTHERS, spendView } from '../../src/core/spend-view.ts';
import { unpricedModels } from '../../src/core/unpriced-models.ts';

const SPAN = { since: Date.UTC(2026, 10, 15), until: Date.UTC(2026, 10, 22) };
const USD = 1_000_000_000_000n;

function cellOf(changes: Partial<SpendCell>): SpendCell {
  return {
    at: null,
    workflow: null,
    provider: null,
    model: null,
    prompt: null,
    trigger: null,
    ...NO_SUMS,
    calls: 1,
    ...changes,
  };
}

describe('spendView', () => {
  it('says all that is known of a row, and the same of all', () => {
    const cell = cellOf({
      workflow: 'digest',
      calls: 3,
      inputTokens: 100,
      cachedTokens: 40,
      outputTokens: 9,
      paidTokens: 109,
      costPico: USD,
      adjustedPico: -USD / 4n,
      floorPico: USD / 2n,
      unpriced: 1,
      estimated: 2,
      missing: 1,
    });
    const figures = {
      calls: 3,
      inputTokens: 100,
      cachedTokens: 40,
      outputTokens: 9,
      costUsd: '0.75',
      unpricedCalls: 1,
      estimatedCalls: 2,
      missingCalls: 1,
      adjustedUsd: '-0.25',
      floorUsd: '0.50',
    };
    expect(spendView([cell], { by: 'workflow', ...SPAN })).toEqual({
      since: '2026-11-15T00:00:00.000Z',
      until: '2026-11-22T00:00:00.000Z',
      by: 'workflow',
      ...figures,
      rows: [{ key: 'digest', ...figures }],
    });
  });

  it('has the dearest first, then the one with more calls, then by key', () => {
    const cells = [
      cellOf({ model: 'b' }),
      cellOf({ model: 'a' }),
      cellOf({ model: 'c', calls: 2 }),
      cellOf({ model: 'late', costPico: 1n, adjustedPico: 2n }),
      cellOf({ model: 'dear', costPico: 2n }),
    ];
    for (const given of [cells, cells.toReversed()]) {
      const { rows } = spendView(given, { by: 'model', ...SPAN });
      expect(rows.map(({ key }) => key)).toEqual(['late', 'dear', 'c', 'a', 'b']);
    }
  });

  it('puts together what has the key in common, and what has none', () => {
    const cells = [
      cellOf({ prompt: 'x', at: 0, costPico: USD }),
      cellOf({ prompt: 'x', at: 900_000, costPico: USD }),
      cellOf({ prompt: '' }),
      cellOf({ prompt: null }),
    ];
    const { rows, calls } = spendView(cells, { by: 'prompt', ...SPAN });
    expect(rows.map(({ key, calls, costUsd }) => [key, calls, costUsd])).toEqual([
      ['x', 2, '2.00'],
      ['', 2, '0.00'],
    ]);
    expect(calls).toBe(4);
  });

  it.each([
    [500, 500, 1],
    [501, 500, 2],
    [20_000, 500, 19_501],
  ])('of %i keys has %i rows, of which the last stands for %i', (count, shown, inLast) => {
    const cells = Array.from({ length: count }, (_, i) =>
      cellOf({ trigger: `cron:${i}`, costPico: BigInt(i + 1) }),
    );
    const { rows, calls, costUsd } = spendView(cells, { by: 'trigger', ...SPAN });
    expect(rows).toHaveLength(shown);
    expect(rows.at(-1)).toMatchObject({ calls: inLast, ...(inLast > 1 ? { key: OTHERS } : {}) });
    expect(rows.reduce((sum, row) => sum + row.calls, 0)).toBe(count);
    expect(calls).toBe(count);
    expect(costUsd).toBe(`0.${String((count * (count + 1)) / 2).padStart(12, '0')}`.replace(/0+$/, ''));
  });

  it('of nothing is nothing', () => {
    expect(spendView([], { by: 'workflow', ...SPAN })).toMatchObject({ calls: 0, costUsd: '0.00', rows: [] });
  });
});

it('unpricedModels names those with the most calls of unknown cost first, and none whose cost is known', () => {
  const cells = [
    cellOf({ provider: 'openai', model: 'gpt-4o' }),
    cellOf({ provider: 'openai', model: 'b', unpriced: 1 }),
    cellOf({ provider: 'openai', model: 'a', unpriced: 1 }),
    cellOf({ provider: 'local', model: 'c', calls: 9, unpriced: 7 }),
  ];
  expect(unpricedModels(cells)).toEqual([
    { provider: 'local', model: 'c', calls: 7 },
    { provider: 'openai', model: 'a', calls: 1 },
    { provider: 'openai', model: 'b', calls: 1 },
  ]);
});
