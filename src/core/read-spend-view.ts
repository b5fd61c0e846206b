import type { SpendView } from './ledger-views.ts';
import { slotOf, type LedgerReader, type SpendKey } from './ledger.ts';
import { spendView } from './spend-view.ts';

/** `spend` of the last so many milliseconds; it begins with the quarter of an hour that this lies in. */
export async function readSpendView(
  books: Pick<LedgerReader, 'spend'>,
  { by, sinceMs, now }: { readonly by: SpendKey; readonly sinceMs: number; readonly now: number },
): Promise<SpendView> {
  const since = slotOf(Math.max(0, now - sinceMs));
  const until = now;
  return spendView(await books.spend({ since, until, everyMs: null, by: [by] }), { by, since, until });
}
