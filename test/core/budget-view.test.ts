import { expect, it } from 'vitest';
import { budgetView, viewWithoutBudget } from '../../src/core/budget-view.ts';
import type { Amount, BudgetScope, Standing } from '../../src/core/budget.ts';
import { NO_FORECAST } from '../../src/core/forecast.ts';

const DOLLARS: Amount = { unit: 'usd', pico: 2_000_000_000_000n };
const TOKENS: Amount = { unit: 'tokens', tokens: 1_000 };

function standing(limit: Amount, scope: BudgetScope, pico: bigint, tokens: number): Standing {
  return {
    budget: { scope, period: 'day', limit },
    window: { start: Date.parse('2026-11-24T00:00Z'), end: Date.parse('2026-11-25T00:00Z') },
    spent: { pico, tokens },
    held: { pico: 500_000_000_000n, tokens: 100 },
    unpricedCalls: 3,
  };
}
const PLAIN = { pause: null, forecast: NO_FORECAST, setByHand: false };
const DIGEST: BudgetScope = { kind: 'workflow', name: 'digest' };

it('shows a budget in dollars to the last digit', () => {
  const pause = { workflow: 'digest', at: 1, by: 'ada', reason: null };
  const forecast = { exhaustedAt: Date.parse('2026-11-24T14:20Z'), lastsWithout: 'other' };
  expect(
    budgetView(standing(DOLLARS, DIGEST, 8_229_000_001n, 40), { pause, forecast, setByHand: true }),
  ).toEqual({
    scope: 'workflow',
    workflow: 'digest',
    provider: null,
    period: 'day',
    unit: 'usd',
    limitUsd: '2.00',
    limitTokens: null,
    spentUsd: '0.008229000001',
    spentTokens: 40,
    reservedUsd: '0.50',
    reservedTokens: 100,
    remainingUsd: '1.491770999999',
    remainingTokens: null,
    unpricedCalls: 3,
    startedAt: '2026-11-24T00:00:00.000Z',
    resetsAt: '2026-11-25T00:00:00.000Z',
    forecastExhaustedAt: '2026-11-24T14:20:00.000Z',
    lastsWithout: 'other',
    paused: true,
    pausedBy: 'ada',
    setBy: 'hand',
  });
});

it.each<[string, Standing, object]>([
  [
    'dollars that are overspent: nothing left',
    standing(DOLLARS, DIGEST, 9_000_000_000_000n, 0),
    { remainingUsd: '0.00', remainingTokens: null },
  ],
  [
    'dollars that are held to the last: nothing left',
    standing(DOLLARS, DIGEST, 1_500_000_000_000n, 0),
    { remainingUsd: '0.00' },
  ],
  [
    'tokens: what is left of these',
    standing(TOKENS, DIGEST, 1n, 850),
    { unit: 'tokens', limitUsd: null, limitTokens: 1_000, remainingUsd: null, remainingTokens: 50 },
  ],
  ['tokens that are overspent', standing(TOKENS, DIGEST, 1n, 950), { remainingTokens: 0 }],
  [
    "a provider's",
    standing(DOLLARS, { kind: 'provider', name: 'openai' }, 0n, 0),
    { scope: 'provider', workflow: null, provider: 'openai' },
  ],
  [
    'what is of everything',
    standing(DOLLARS, { kind: 'overall' }, 0n, 0),
    {
      scope: 'overall',
      workflow: null,
      provider: null,
      paused: false,
      pausedBy: null,
      forecastExhaustedAt: null,
      setBy: 'configuration',
    },
  ],
])('shows of %s', (_what, of, expected) => {
  expect(budgetView(of, PLAIN)).toMatchObject(expected);
});

it('shows what a workflow without a budget has spent, and no limit', () => {
  expect(viewWithoutBudget('free', standing(DOLLARS, DIGEST, 1n, 2), null)).toMatchObject({
    workflow: 'free',
    period: null,
    limitUsd: null,
    remainingUsd: null,
    resetsAt: null,
    spentUsd: '0.000000000001',
    spentTokens: 2,
    unpricedCalls: 3,
    setBy: null,
  });
});
