import type { SpendView } from './ledger-views.ts';
import { slotOf, type LedgerReader, type SpendKey } from './ledger.ts';
import { spendView } from './spend-view.ts';

export interface SpendAsked {
  readonly by: SpendKey;
  readonly sinceMs: number;
  /** Only this one's; `null`: everybody's. */
  readonly workflow: string | null;
  readonly now: number;
}

/** `spend` of the last so many milliseconds; it begins with the quarter of an hour that this lies in. */
export async function readSpendView(
  books: Pick<LedgerReader, 'spend'>,
  { by, sinceMs, workflow, now }: SpendAsked,
): Promise<SpendView> {
  const since = slotOf(Math.max(0, now - sinceMs));
  // What was called at this very millisecond is in it.
  const only = workflow === null ? {} : { workflow };
  const cells = await books.spend({ since, until: now + 1, everyMs: null, by: [by], ...only });
  return spendView(cells, { by, since, until: now });
}
