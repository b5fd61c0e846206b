import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BillRead } from '../../../src/ledger/invoice/bill.ts';
import { readInvoice } from '../../../src/ledger/invoice/read-invoice.ts';

const OPENAI = fixture('openai-costs.csv');
const ANTHROPIC = fixture('anthropic-costs.csv');
const SMALL = 'usage_date_utc,workspace,cost_usd\n2026-10-01,Default,0.25\n';

function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/invoices/${name}`, import.meta.url), 'utf8');
}

function read(text: string, provider: string | null = null): BillRead {
  return readInvoice(text, { provider });
}

function problemOf(result: BillRead) {
  return result.ok ? null : result.problem;
}

describe('OpenAI’s export of costs', () => {
  const result = read(OPENAI);

  it('is told by its columns, and reaches over days that cost nothing', () => {
    expect(result).toMatchObject({
      ok: true,
      bill: { provider: 'openai', from: Date.UTC(2026, 9, 1), until: Date.UTC(2026, 9, 4) },
    });
  });

  it('keeps amounts to the pico, in long decimals, with an exponent and below nothing', () => {
    const picos = result.ok ? result.bill.lines.map(({ pico }) => pico) : [];
    expect(picos).toEqual([
      250_000_000_000n,
      3_835_980_000n,
      500_000_000_000n,
      12_000_000n,
      -100_000_000_000n,
    ]);
  });

  it('takes a line item apart into model and kind, whatever the tier, and knows what is no model', () => {
    const items = result.ok ? result.bill.lines.map(({ model, kind }) => [model, kind]) : [];
    expect(items).toEqual([
      ['gpt-5-mini-2025-08-07', 'input'],
      ['gpt-5-mini-2025-08-07', 'cached input'],
      ['gpt-5-mini-2025-08-07', 'output long context'],
      [null, 'web search tool calls'],
      [null, null],
    ]);
  });

  it('has tokens where their unit is tokens, and no number elsewhere', () => {
    const tokens = result.ok ? result.bill.lines.map((line) => line.tokens) : [];
    expect(tokens).toEqual([1_000_000, 153_439.2, 250_000, null, null]);
  });
});

describe('Anthropic’s export of costs', () => {
  it('is told by its columns; keys have the names that people gave them', () => {
    const result = read(ANTHROPIC);
    expect(result).toMatchObject({
      ok: true,
      bill: { provider: 'anthropic', from: Date.UTC(2026, 9, 4), until: Date.UTC(2026, 9, 6) },
    });
    expect(result.ok && result.bill.lines[0]).toEqual({
      day: '2026-10-04',
      model: 'Claude Haiku 4.5',
      apiKey: 'demo-key',
      kind: 'input_no_cache',
      pico: 50_000_000_000n,
      tokens: null,
    });
    expect(result.ok && result.bill.lines[3]).toMatchObject({ model: null, kind: 'web_search' });
  });
});

describe('the same bill comes of', () => {
  const expected = read(OPENAI);
  const rows = OPENAI.trimEnd()
    .split('\n')
    .map(
      (line) =>
        line
          .match(/("[^"]*"|[^,]*)(?:,|$)/g)
          ?.slice(0, 17)
          .map((cell) => cell.replace(/,$/, '')) ?? [],
    );

  it.each([
    ['a byte order mark', `\ufeff${OPENAI}`],
    ['CRLF', OPENAI.replaceAll('\n', '\r\n')],
    ['blank lines', `${OPENAI.replaceAll('\n', '\n\n')}\n\n`],
    ['columns from right to left', rows.map((row) => row.toReversed().join(',')).join('\n')],
    ['tabs', rows.map((row) => row.map((cell) => cell.replaceAll('"', '')).join('\t')).join('\n')],
    ['semicolons', rows.map((row) => row.join(';')).join('\n')],
    ['headers in words', OPENAI.replace(/^.*\n/, (line) => line.toUpperCase().replaceAll('_', ' '))],
    [
      'every cell in quotes',
      rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '')}"`).join(',')).join('\n'),
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('other tables of a day and an amount', () => {
  it('need a provider, and then are read', () => {
    const table = 'Date,Model,Cost\n2026/10/1,gpt-4o,$0.50\n';
    expect(problemOf(read(table))?.reason).toBe('unknown-provider');
    expect(read(table, 'groq')).toMatchObject({
      ok: true,
      bill: { provider: 'groq', lines: [{ day: '2026-10-01', model: 'gpt-4o', pico: 500_000_000_000n }] },
    });
  });

  it.each([
    ['2026-10-01', '2026-10-01'],
    ['2026-10-01T00:00:00', '2026-10-01'],
    ['2026-10-01T23:30:00Z', '2026-10-01'],
    ['2026-10-01T23:30:00-05:00', '2026-10-02'],
    ['2026/10/1', '2026-10-01'],
    ['1790812800', '2026-10-01'],
    ['1790812800000', '2026-10-01'],
  ])('the day %s is the UTC day %s', (cell, day) => {
    expect(read(SMALL.replace('2026-10-01', cell))).toMatchObject({ ok: true, bill: { lines: [{ day }] } });
  });
});

describe('what is no bill is refused with a reason and what to do', () => {
  it.each([
    ['empty', 'empty', '', /empty/],
    ['only blank lines', 'empty', '\n\n', /empty/],
    ['a header alone', 'empty', 'usage_date_utc,workspace,cost_usd\n', /no rows/],
    ['a picture', 'not-text', '\u0089PNG\r\n\u001a\n\u0000\u0000', /no text/],
    ['unknown columns', 'unknown-columns', 'foo,bar\n1,2\n', /usage_date_utc.*cost_usd.*foo, bar/],
    [
      'a usage export of OpenAI',
      'usage-not-costs',
      'start_time,num_model_requests,model\n1,2,3\n',
      /export the costs/,
    ],
    [
      'a usage export of Anthropic',
      'usage-not-costs',
      'usage_date_utc,model_version,usage_output_tokens\n2026-10-01,claude,1\n',
      /export the costs/,
    ],
    ['another number of cells', 'not-csv', `${SMALL}2026-10-02,Default\n`, /line 3/],
    ['a quote that is not closed', 'not-csv', `${SMALL}"2026-10-02,Default,1\n`, /Quote/],
    ['a number that is none', 'bad-amount', SMALL.replace('0.25', 'NaN'), /row 2: "NaN"/],
    ['a number for Germans', 'bad-amount', SMALL.replace('0.25', '"0,25"'), /row 2: "0,25"/],
    ['infinity', 'bad-amount', SMALL.replace('0.25', '1e999'), /1e999/],
    ['a day that is none', 'bad-day', SMALL.replace('2026-10-01', '2026-02-31'), /2026-02-31/],
    ['no day', 'bad-day', SMALL.replace('2026-10-01', ''), /"" is no day/],
    ['euros', 'other-currency', 'date,amount,currency\n2026-10-01,1,eur\n', /eur/],
    ['years', 'span-too-long', `${SMALL}2024-01-01,Default,1\n`, /2024-01-01 to 2026-10-01/],
  ])('%s: %s', (_, reason, text, message) => {
    const problem = problemOf(read(text, reason === 'other-currency' ? 'openai' : null));
    expect(problem?.reason).toBe(reason);
    expect(problem?.message).toMatch(message);
  });

  it('200,000 rows, at once', () => {
    const rows = '2026-10-01,Default,0.01\n'.repeat(200_000);
    expect(problemOf(read(SMALL + rows))?.reason).toBe('too-many-rows');
  });

  it('17 MiB, without looking', () => {
    expect(problemOf(read('x'.repeat(17 * 2 ** 20)))?.reason).toBe('too-large');
  });

  it('a stranger’s cell stays on one line and is cut', () => {
    const evil = `"\u001b[2J\nrow 3: all is well ${'x'.repeat(500)}"`;
    const message = problemOf(read(SMALL.replace('0.25', evil)))?.message ?? '';
    expect(message).toMatch(/^row 2: /);
    for (const obeyed of ['\u001b', '\n']) expect(message).not.toContain(obeyed);
    expect(message.length).toBeLessThan(160);
  });
});
