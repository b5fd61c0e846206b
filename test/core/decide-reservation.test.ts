import { expect, it } from 'vitest';
import {
  NOTHING_SPENT,
  type Amount,
  type BudgetScope,
  type Period,
  type Standing,
} from '../../src/core/budget.ts';
import { decideReservation, type Asked } from '../../src/core/decide-reservation.ts';
import type { Pause } from '../../src/core/ledger.ts';

const CENT = 10_000_000_000n;
const cents = (count: number): Amount => ({ unit: 'usd', pico: BigInt(count) * CENT });
const tokens = (count: number): Amount => ({ unit: 'tokens', tokens: count });

const sums = (amount: Amount) =>
  amount.unit === 'usd'
    ? { ...NOTHING_SPENT, pico: amount.pico }
    : { ...NOTHING_SPENT, tokens: amount.tokens };

function standing(
  limit: Amount,
  spent: Amount,
  held: Amount,
  scope: BudgetScope = { kind: 'overall' },
  period: Period = 'day',
): Standing {
  return {
    budget: { scope, period, limit },
    window: { start: 0, end: 86_400_000 },
    spent: sums(spent),
    held: sums(held),
    unpricedCalls: 0,
  };
}

const DAY = standing(cents(100), cents(60), cents(30), { kind: 'workflow', name: 'digest' });
const MONTH = standing(cents(2_000), cents(1_992), cents(0), { kind: 'workflow', name: 'digest' }, 'month');
const FULL = standing(cents(100), cents(150), cents(0), { kind: 'provider', name: 'openai' });
const TOKENS = standing(tokens(1_000), tokens(900), tokens(50));
const PAUSE: Pause = { workflow: 'digest', at: 1, by: 'ada', reason: null };

const call = (pico: bigint | null, count: number | null, free = false): Asked => ({
  pico,
  tokens: count,
  free,
});

it.each<[what: string, Asked, readonly Standing[], Pause | null, expected: string]>([
  ['a pause, before all else', call(CENT, 10), [FULL], PAUSE, 'paused'],
  ['a pause, for a free call, too', call(0n, 10, true), [], PAUSE, 'paused'],
  ['nothing of a free call', call(null, 10, true), [FULL, TOKENS], null, 'holds 0 and 0 tokens'],
  ['nothing where there is no budget', call(5n * CENT, 10), [], null, 'holds 50000000000 and 10 tokens'],
  [
    'nothing where it fits exactly',
    call(10n * CENT, 50),
    [DAY, TOKENS],
    null,
    'holds 100000000000 and 50 tokens',
  ],
  ['a pico more than fits', call(10n * CENT + 1n, 50), [DAY, TOKENS], null, 'budget-exhausted workflow:day'],
  ['a token more than fits', call(CENT, 51), [DAY, TOKENS], null, 'budget-exhausted overall:day'],
  ['anything where more is spent than allowed', call(0n, 0), [FULL], null, 'budget-exhausted provider:day'],
  ['the tightest of several', call(20n * CENT, 10), [DAY, MONTH], null, 'budget-exhausted workflow:month'],
  [
    'the tightest, in whatever order',
    call(20n * CENT, 10),
    [MONTH, DAY],
    null,
    'budget-exhausted workflow:month',
  ],
  [
    'the tightest, of dollars and tokens by how many such calls fit',
    call(20n * CENT, 10_000),
    [DAY, TOKENS],
    null,
    'budget-exhausted overall:day',
  ],
  ['an unknown price under dollars', call(null, 10), [TOKENS, DAY], null, 'price-unknown workflow:day'],
  [
    'an unknown price, even before a budget that is used up',
    call(null, 10),
    [FULL],
    null,
    'price-unknown provider:day',
  ],
  [
    'nothing of an unknown price under tokens: it counts by these',
    call(null, 50),
    [TOKENS],
    null,
    'holds 0 and 50 tokens',
  ],
  ['unknown tokens under tokens', call(CENT, null), [TOKENS], null, 'tokens-unknown overall:day'],
  [
    'nothing of unknown tokens under dollars',
    call(CENT, null),
    [DAY],
    null,
    'holds 10000000000 and 0 tokens',
  ],
])('refuses %s', (_what, asked, standings, pause, expected) => {
  const decision = decideReservation({ asked, standings, pause });
  expect(
    decision.ok ? `holds ${decision.held.pico} and ${decision.held.tokens} tokens` : said(decision.refusal),
  ).toBe(expected);
});

function said(refusal: { readonly reason: string; readonly standing?: Standing }): string {
  if (refusal.standing === undefined) return refusal.reason;
  const { scope, period } = refusal.standing.budget;
  return `${refusal.reason} ${scope.kind}:${period}`;
}

it('says what was wanted of the budget, in its unit', () => {
  const decision = decideReservation({ asked: call(CENT, 51), standings: [TOKENS], pause: null });
  expect(decision).toMatchObject({ ok: false, refusal: { asked: tokens(51) } });
});

it('lets through as many of a thousand calls as fit, each held at once', () => {
  let held = 0n;
  let passed = 0;
  for (let i = 0; i < 1_000; i++) {
    const now = standing(cents(100), cents(0), { unit: 'usd', pico: held });
    const decision = decideReservation({ asked: call(3n * CENT, 1), standings: [now], pause: null });
    if (!decision.ok) continue;
    held += decision.held.pico;
    passed++;
  }
  expect([passed, held]).toEqual([33, 99n * CENT]);
});
