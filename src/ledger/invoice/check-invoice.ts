import { DAY_MS } from '../../core/duration.ts';
import type { LedgerReader, SpendCell } from '../../core/ledger.ts';
import type { Bill } from './bill.ts';
import { bookedOf, sum } from './compared.ts';
import type { InvoiceResult } from './invoice-result.ts';
import { reconcile } from './reconcile.ts';
import { inZone } from './span.ts';

/**
 * Reads what the ledger has for a bill, and holds one against the other. `provider`: its name in the ledger. `zone`: the IANA name
 * of the zone that the bill's days may be of instead.
 */
export async function checkInvoice(
  bill: Bill,
  ledger: Pick<LedgerReader, 'spend'>,
  { provider, zone }: { readonly provider: string; readonly zone: string },
): Promise<InvoiceResult> {
  const by = ['workflow', 'provider', 'model'] as const;
  const everyMs = bill.lines.some(({ day }) => day !== null) ? DAY_MS : null;
  const all = await ledger.spend({ since: bill.from, until: bill.until, by, everyMs });
  const [since, until] = [inZone(bill.from, zone), inZone(bill.until, zone)];
  const moved =
    since === bill.from && until === bill.until
      ? null
      : await ledger.spend({ since, until, by: ['provider'], everyMs: null });
  const ours = (cells: readonly SpendCell[]) => cells.filter((cell) => cell.provider === provider);
  return reconcile(bill, ours(all), {
    otherZone: moved === null ? null : { name: zone, bookedPico: sum(ours(moved), bookedOf) },
    otherProviders: [...new Set(all.flatMap((cell) => cell.provider ?? []))].toSorted(),
  });
}
