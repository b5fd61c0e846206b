import { describe, expect, it } from 'vitest';
import { CAUSES, type InvoiceResult } from '../../../src/ledger/invoice/invoice-result.ts';
import { invoiceView } from '../../../src/ledger/invoice/invoice-view.ts';
import { sayInvoice } from '../../../src/ledger/invoice/say-invoice.ts';
import { OCTOBER, usd } from './bills.ts';

const EVIL = '\u202eevil\n*bold* <b>\u0000';

function result(more: Partial<InvoiceResult> = {}): InvoiceResult {
  return {
    provider: 'openai',
    ...OCTOBER,
    billedPico: usd(42.1),
    bookedPico: usd(41.95),
    differencePico: usd(0.15),
    parts: [],
    unexplainedPico: 0n,
    byModel: [],
    otherProviders: [],
    ...more,
  };
}

describe('the first line says whether it fits', () => {
  it.each([
    [
      'which fits',
      {},
      'OpenAI billed $42.10 for October 2026; the ledger has $41.95: $0.15 more, which fits',
    ],
    [
      'the same',
      { bookedPico: usd(42.1), differencePico: 0n },
      'OpenAI billed $42.10 for October 2026; the ledger has $42.10: the same',
    ],
    [
      'less, all explained',
      { bookedPico: usd(50), differencePico: usd(-7.9) },
      'OpenAI billed $42.10 for October 2026; the ledger has $50.00: $7.90 less, all explained',
    ],
    [
      'a part is not explained',
      { bookedPico: usd(40), differencePico: usd(2.1), unexplainedPico: usd(1) },
      'OpenAI billed $42.10 for October 2026; the ledger has $40.00: $2.10 more, $1.00 of it not explained',
    ],
    [
      'nothing is explained',
      { bookedPico: usd(40), differencePico: usd(2.1), unexplainedPico: usd(2.1) },
      'OpenAI billed $42.10 for October 2026; the ledger has $40.00: $2.10 more, not explained',
    ],
    [
      'another provider, some days',
      { provider: 'anthropic', from: Date.UTC(2026, 8, 28), until: Date.UTC(2026, 9, 5) },
      'Anthropic billed $42.10 for 28 September to 4 October 2026; the ledger has $41.95: $0.15 more, which fits',
    ],
    [
      'one day of one that nobody knows',
      { provider: EVIL, until: Date.UTC(2026, 9, 2) },
      '\u202eevil *bold* <b>\u202c billed $42.10 for 1 October 2026; the ledger has $41.95: $0.15 more, which fits',
    ],
    [
      'over the turn of the year',
      { from: Date.UTC(2026, 11, 30), until: Date.UTC(2027, 0, 3) },
      'OpenAI billed $42.10 for 30 December 2026 to 2 January 2027; the ledger has $41.95: $0.15 more, which fits',
    ],
  ] satisfies readonly (readonly [string, Partial<InvoiceResult>, string])[])('%s', (_, more, title) => {
    expect(sayInvoice(result(more)).title).toBe(title);
  });

  it('by the days of the zone that the bill is of', () => {
    const berlin = { from: OCTOBER.from - 7_200_000, until: OCTOBER.until - 3_600_000 };
    expect(sayInvoice(result(berlin), 'Europe/Berlin').title).toContain('for October 2026;');
  });
});

describe('the lines after it', () => {
  it('name each cause with what to do about it, but none of less than a cent', () => {
    const parts = CAUSES.map((cause, index) => ({
      cause,
      pico: usd(index + 1),
      evidence: `because of ${index}`,
    }));
    const slight = { cause: 'rounding', pico: usd(0.001), evidence: 'nothing much' } as const;
    const { body } = sayInvoice(result({ parts: [...parts, slight] }));
    expect(body.split('\n')).toEqual([
      '$1.00 credits: because of 0.',
      '$2.00 untracked use: because of 1. Report these calls under a workflow, or revoke the key.',
      '$3.00 calls without a price: because of 2. Write a price under ledger.providers in pithead.yaml, then: npx pithead spend --reprice',
      '$4.00 calls that nobody counted: because of 3. Have streams tell their usage (OpenAI: stream_options.include_usage), and settle reservations.',
      '$5.00 another price: because of 4. If that is your price (batch, negotiated), write it under ledger.providers, then: npx pithead spend --reprice',
      '$6.00 rounding: because of 5.',
      '$7.00 other days: because of 6. The bill goes by other days than UTC’s; nothing is lost.',
    ]);
  });

  it('say where most of what is not explained lies, and that calls are lacking where the bill counts more tokens', () => {
    const model = { billedPico: usd(5), bookedPico: usd(4), bookedTokens: 10_000, calls: 3 };
    const small = { ...model, model: 'small', unexplainedPico: usd(0.2), billedTokens: null };
    const most = { ...model, model: EVIL, unexplainedPico: usd(-1), billedTokens: 12_500 };
    const { body } = sayInvoice(result({ unexplainedPico: usd(-0.8), byModel: [small, most] }));
    expect(body).toBe(
      '−$0.80 not explained, most of it \u202eevil *bold* <b>\u202c: billed $5.00, in the ledger $4.00; the bill counts 12.5k tokens, the ledger 10k: some calls are not reported',
    );
  });

  it('name other providers where the ledger has nothing of this one', () => {
    expect(sayInvoice(result({ otherProviders: ['oai', 'ollama'] })).body).toBe(
      'The ledger has nothing of "openai" then, but of oai, ollama: if one is meant, --provider names it',
    );
  });
});

it('--json has the same, in decimal strings of dollars', () => {
  const parts = [{ cause: 'credit', pico: usd(-1.5), evidence: 'x' }] as const;
  expect(invoiceView(result({ parts, unexplainedPico: 1n }))).toEqual({
    provider: 'openai',
    since: '2026-10-01T00:00:00.000Z',
    until: '2026-11-01T00:00:00.000Z',
    verdict: 'fits',
    billedUsd: '42.10',
    bookedUsd: '41.95',
    differenceUsd: '0.15',
    unexplainedUsd: '0.000000000001',
    parts: [{ cause: 'credit', usd: '-1.50', evidence: 'x' }],
    models: [],
  });
});
