import { sayDollars } from '../core/amount.ts';
import { clip, oneLine } from '../core/clip.ts';
import type { InvoiceResult } from '../ledger/invoice/invoice-result.ts';
import { sayInvoice } from '../ledger/invoice/say-invoice.ts';
import { columns, shown } from './print.ts';

const MAX_NAME = 60;

/** A comparison for a terminal: as the chat says it, and a row for each model. `zone`: IANA name. */
export function sayComparison(result: InvoiceResult, zone: string): string {
  const { title, body } = sayInvoice(result, zone);
  const rows = result.byModel.map((row) => [
    row.model === null ? '(no model)' : clip(oneLine(row.model), MAX_NAME),
    sayDollars(row.billedPico),
    sayDollars(row.bookedPico),
    sayDollars(row.unexplainedPico),
    String(row.calls),
  ]);
  return [
    shown(title),
    ...(body === '' ? [] : [shown(body)]),
    ...(rows.length === 0
      ? []
      : ['', columns([['MODEL', 'BILLED', 'LEDGER', 'NOT EXPLAINED', 'CALLS'], ...rows])]),
  ].join('\n');
}
