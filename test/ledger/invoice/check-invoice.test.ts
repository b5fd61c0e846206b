import { describe, expect, it } from 'vitest';
import type { SpendCell, SpendFilter } from '../../../src/core/ledger.ts';
import { checkInvoice } from '../../../src/ledger/invoice/check-invoice.ts';
import { totalBill } from '../../../src/ledger/invoice/total-bill.ts';
import { bill, causesOf, cell, line, OCTOBER, usd } from './bills.ts';

const HOUR = 3_600_000;

/** A ledger that holds cells where they are asked for. */
function ledgerOf(cells: readonly SpendCell[]) {
  const asked: SpendFilter[] = [];
  return {
    asked,
    spend(filter: SpendFilter) {
      asked.push(filter);
      const within = cells.filter(({ at }) => at !== null && filter.since <= at && at < filter.until);
      return Promise.resolve(within.map((each) => (filter.everyMs === null ? { ...each, at: null } : each)));
    },
  };
}

/** Five by UTC of a day of October. */
function atFive(day: number): number {
  return OCTOBER.from + (day - 1) * 24 * HOUR + 5 * HOUR;
}

describe('a bill held against the ledger', () => {
  it('by UTC days where it has days, and only with the calls of its provider', async () => {
    const ledger = ledgerOf([cell(1, 'm', 1), cell(1, 'm', 5, { provider: 'ollama' })]);
    const result = await checkInvoice(bill(line(1, 'm', 1)), ledger, { provider: 'openai', zone: 'UTC' });
    expect(result).toMatchObject({ differencePico: 0n, otherProviders: [] });
    expect(ledger.asked).toEqual([
      {
        since: OCTOBER.from,
        until: OCTOBER.until,
        by: ['workflow', 'provider', 'model'],
        everyMs: 24 * HOUR,
      },
    ]);
  });

  it('that is of the zone’s days', async () => {
    const ledger = ledgerOf([cell(2, 'm', 5), cell(1, 'm', 1, { at: OCTOBER.from - HOUR })]);
    const total = totalBill('openai', usd(6), OCTOBER);
    const result = await checkInvoice(total, ledger, { provider: 'openai', zone: 'Europe/Berlin' });
    expect(causesOf(result)).toEqual([['time-zone-cut', 100]]);
  });

  it('by days of another zone is not taken for use on a day on which the ledger has none', async () => {
    const days = Array.from({ length: 30 }, (_, i) => i + 3);
    const ledger = ledgerOf(days.map((day) => cell(1, 'm', 1, { at: atFive(day) })));
    // At five by UTC it is the evening before in Los Angeles.
    const billed = bill(...days.map((day) => line(day - 1, 'm', 1)));
    const result = await checkInvoice(billed, ledger, { provider: 'openai', zone: 'America/Los_Angeles' });
    expect(causesOf(result)).toEqual([['time-zone-cut', 100]]);
  });

  it('of which the ledger has nothing, names whom it has instead', async () => {
    const ledger = ledgerOf([cell(1, 'm', 1, { provider: 'oai' })]);
    const result = await checkInvoice(bill(line(1, 'm', 1)), ledger, { provider: 'openai', zone: 'UTC' });
    expect(result.otherProviders).toEqual(['oai']);
  });
});
