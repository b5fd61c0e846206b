import type { Bill } from './bill.ts';
import type { Span } from './span.ts';

/** A bill of which only the total is known, as somebody typed it in. */
export function totalBill(provider: string, pico: bigint, { from, until }: Span): Bill {
  const line = { day: null, model: null, apiKey: null, kind: null, pico, tokens: null };
  return { provider, lines: [line], from, until };
}
