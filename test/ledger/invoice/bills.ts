import type { SpendCell } from '../../../src/core/ledger.ts';
import type { Bill, BillLine } from '../../../src/ledger/invoice/bill.ts';
import type { InvoiceResult } from '../../../src/ledger/invoice/invoice-result.ts';
import { reconcile, type OtherZone } from '../../../src/ledger/invoice/reconcile.ts';

export const CENT = 10_000_000_000n;
export const OCTOBER = { from: Date.UTC(2026, 9, 1), until: Date.UTC(2026, 10, 1) } as const;

const DOLLAR = 100n * CENT;

/** Pico-USD of dollars with four digits after the point. */
export function usd(dollars: number): bigint {
  return (BigInt(Math.round(dollars * 10_000)) * DOLLAR) / 10_000n;
}

/** A line of October's bill. */
export function line(
  day: number,
  model: string | null,
  dollars: number,
  more: Partial<BillLine> = {},
): BillLine {
  const date = `2026-10-${String(day).padStart(2, '0')}`;
  return { day: date, model, apiKey: null, kind: 'output', pico: usd(dollars), tokens: null, ...more };
}

/** Calls of a day of October that cost so much in all. */
export function cell(day: number, model: string, dollars: number, more: Partial<SpendCell> = {}): SpendCell {
  return {
    at: Date.UTC(2026, 9, day),
    workflow: 'digest',
    provider: 'openai',
    model,
    prompt: null,
    trigger: null,
    calls: 10,
    inputTokens: 1_000,
    cachedTokens: 0,
    outputTokens: 100,
    paidTokens: 1_100,
    costPico: usd(dollars),
    adjustedPico: 0n,
    floorPico: 0n,
    unpriced: 0,
    estimated: 0,
    missing: 0,
    ...more,
  };
}

export function bill(...lines: readonly BillLine[]): Bill {
  return { provider: 'openai', lines, ...OCTOBER };
}

export function held(
  lines: readonly BillLine[],
  cells: readonly SpendCell[],
  otherZone: OtherZone | null = null,
): InvoiceResult {
  return reconcile(bill(...lines), cells, { otherZone, otherProviders: [] });
}

/** What was put down to each cause, in cents or parts of them. */
export function causesOf({ parts }: InvoiceResult): readonly (readonly [string, number])[] {
  return parts.map(({ cause, pico }) => [cause, Number(pico) / Number(CENT)]);
}

/** What the parts and the rest come to. */
export function sumOf({ parts, unexplainedPico }: InvoiceResult): bigint {
  return parts.reduce((all, { pico }) => all + pico, unexplainedPico);
}
