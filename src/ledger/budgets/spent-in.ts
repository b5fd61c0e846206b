import type { BudgetScope, BudgetWindow, Spent } from '../../core/budget.ts';
import type { LedgerReader } from '../../core/ledger.ts';
import { costOf, totalSums } from '../../core/spend-sums.ts';

/** What the books say was used in a window. */
export async function spentIn(
  reader: Pick<LedgerReader, 'spend'>,
  scope: BudgetScope,
  { start, end }: BudgetWindow,
): Promise<{ readonly spent: Spent; readonly unpricedCalls: number }> {
  const cells = await reader.spend({
    since: start,
    until: end,
    by: ['provider'],
    everyMs: null,
    ...(scope.kind === 'workflow' ? { workflow: scope.name } : {}),
  });
  const mine = cells.filter(({ provider }) => scope.kind !== 'provider' || provider === scope.name);
  const sums = totalSums(mine);
  return { spent: { pico: costOf(sums), tokens: sums.paidTokens }, unpricedCalls: sums.unpriced };
}
