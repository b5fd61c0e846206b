import type { SpendView } from '../../core/ledger-views.ts';

export interface LedgerOutcome {
  /** Messages that came when a model was reported that nobody knows, and when most of the budget was used. */
  readonly toldUnknown: number;
  readonly toldShare: number;
  /** The status that a reservation was answered with which the budget has no room for. */
  readonly refused: number;
  readonly spend: Pick<SpendView, 'calls' | 'costUsd' | 'unpricedCalls'>;
}

/** Fourteen calls of six cents, and one of unknown cost. */
const EXPECTED = { calls: 15, costUsd: '0.84', unpricedCalls: 1 } as const;
const PAYMENT_REQUIRED = 402;

/** What is not as it should be, in words. */
export function* ledgerProblems({
  toldUnknown,
  toldShare,
  refused,
  spend,
}: LedgerOutcome): Generator<string> {
  if (toldUnknown !== 1) yield `ledger: an unknown cost was told ${toldUnknown} times`;
  if (toldShare !== 1) yield `ledger: that 80 % were used was told ${toldShare} times`;
  if (refused !== PAYMENT_REQUIRED) yield `ledger: what the budget has no room for was answered ${refused}`;
  const { calls, costUsd, unpricedCalls } = spend;
  if (calls !== EXPECTED.calls || costUsd !== EXPECTED.costUsd || unpricedCalls !== EXPECTED.unpricedCalls) {
    yield `ledger: expected ${EXPECTED.calls} calls for $${EXPECTED.costUsd}, got ${calls} for $${costUsd ?? '?'}`;
  }
}
