import { clip, oneLine } from '../../core/clip.ts';
import { DAY_MS } from '../../core/duration.ts';
import type { Bill, BillLine, BillProblem, BillProblemReason, BillRead } from './bill.ts';
import { findColumns, NEEDED, type Columns } from './columns.ts';
import { readLineItem } from './line-item.ts';
import { picoOfDollars } from './read-amount.ts';
import { readCsv } from './read-csv.ts';
import { dayEnd, dayOf, dayStart } from './read-day.ts';

const MAX_CELL = 80;
const MAX_NAMED = 20;
const MAX_DAYS = 400;
const USD = 'usd';

/**
 * Reads the costs that OpenAI's or Anthropic's console exports as CSV, by the names of the columns, and other tables of
 * a day and an amount. `provider`: whose bill it is; `null`: as the columns tell.
 */
export function readInvoice(text: string, options: { readonly provider: string | null }): BillRead {
  const csv = readCsv(text);
  if (!csv.ok) return csv;
  const columns = findColumns(csv.header);
  const provider = options.provider ?? columns.biller;
  const problem = problemOf(columns, csv.header, provider);
  if (problem !== null || provider === null) return { ok: false, problem: problem ?? NOBODYS };
  const lines: BillLine[] = [];
  const days: string[] = [];
  for (const [index, row] of csv.rows.entries()) {
    const read = readRow(row, columns, index + 2);
    if (!read.ok) return read;
    days.push(read.day);
    if (read.line !== null) lines.push(read.line);
  }
  return spanned(provider, lines, days);
}

const NOBODYS: BillProblem = {
  reason: 'unknown-provider',
  message: 'the columns don’t tell whose bill it is: name the provider, like --provider openai',
};

function problemOf(columns: Columns, header: readonly string[], provider: string | null): BillProblem | null {
  if (columns.countsOnly) {
    return {
      reason: 'usage-not-costs',
      message:
        'this export counts tokens and has no money in it: export the costs instead (OpenAI: Usage, the tab of spend; Anthropic: Cost)',
    };
  }
  if (columns.at('day') === null || columns.at('amount') === null) {
    const found = header.slice(0, MAX_NAMED).map(cellOf).join(', ');
    return {
      reason: 'unknown-columns',
      message: `there must be columns for ${NEEDED}; the file has: ${found}`,
    };
  }
  return provider === null ? NOBODYS : null;
}

type RowRead =
  | { readonly ok: true; readonly day: string; readonly line: BillLine | null }
  | { readonly ok: false; readonly problem: BillProblem };

/** `line`: `null` where the row says only that a day cost nothing, as OpenAI's do. */
function readRow(row: readonly string[], columns: Columns, number: number): RowRead {
  const cell = (column: Parameters<Columns['at']>[0]): string | null => {
    const at = columns.at(column);
    const text = at === null ? '' : (row[at] ?? '').trim();
    return text === '' ? null : text;
  };
  const refused = (reason: BillProblemReason, message: string): RowRead => ({
    ok: false,
    problem: { reason, message: `row ${number}: ${message}` },
  });
  const day = dayOf(cell('day') ?? '');
  if (day === null) return refused('bad-day', `"${cellOf(cell('day') ?? '')}" is no day`);
  const amount = cell('amount');
  if (amount === null) return { ok: true, day, line: null };
  const pico = picoOfDollars(amount);
  if (pico === null) return refused('bad-amount', `"${cellOf(amount)}" is no amount of dollars`);
  const currency = cell('currency') ?? USD;
  if (currency.toLowerCase() !== USD)
    return refused('other-currency', `it is in ${cellOf(currency)}; the ledger keeps US dollars only`);
  const item = readLineItem(cell('item') ?? '');
  const kind = columns.at('item') === null ? (cell('kind') ?? cell('costType')) : item.kind;
  const tokens = cell('quantityUnit') === 'tokens' ? countOrNull(cell('quantity')) : null;
  const model = item.model ?? cell('model');
  return { ok: true, day, line: { day, model, apiKey: cell('key'), kind, pico, tokens } };
}

function countOrNull(text: string | null): number | null {
  const count = text === null ? Number.NaN : Number(text);
  return Number.isFinite(count) && count >= 0 ? count : null;
}

function spanned(provider: string, lines: readonly BillLine[], days: readonly string[]): BillRead {
  const sorted = days.toSorted();
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined)
    return { ok: false, problem: { reason: 'empty', message: 'the file has a header and no rows' } };
  if (dayEnd(last) - dayStart(first) > MAX_DAYS * DAY_MS) {
    return {
      ok: false,
      problem: {
        reason: 'span-too-long',
        message: `it reaches from ${first} to ${last}; ${MAX_DAYS} days are the most`,
      },
    };
  }
  const bill: Bill = { provider, lines, from: dayStart(first), until: dayEnd(last) };
  return { ok: true, bill };
}

/** A stranger's cell, for a line that says what is wrong with it. */
function cellOf(text: string): string {
  return clip(oneLine(text), MAX_CELL);
}
