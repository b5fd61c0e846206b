import { readFileSync, statSync } from 'node:fs';
import type { Bill } from '../ledger/invoice/bill.ts';
import { picoOfDollars } from '../ledger/invoice/read-amount.ts';
import { MAX_BILL_CHARS } from '../ledger/invoice/read-csv.ts';
import { dayStart } from '../ledger/invoice/read-day.ts';
import { readInvoice } from '../ledger/invoice/read-invoice.ts';
import { spanOf, type Span } from '../ledger/invoice/span.ts';
import { totalBill } from '../ledger/invoice/total-bill.ts';
import type { Call } from './command.ts';
import { CommandFailed, reasonOf } from './failure.ts';

const UTC = 'UTC';
const SPANS = '--month 2026-10, or --since 2026-10-01 --until 2026-11-01';

/** The bill in a file; with a span, what of it lies within. Ends the command where it is none. */
export function billOfFile(call: Pick<Call, 'option'>, file: string): Bill {
  const read = readInvoice(textOf(file), { provider: call.option('provider') });
  if (!read.ok) throw new CommandFailed(`${file}: ${read.problem.message}`);
  const span = spanAsked(call, UTC);
  if (span === null) return read.bill;
  const lines = read.bill.lines.filter(({ day }) => day !== null && isWithin(dayStart(day), span));
  return { ...read.bill, ...span, lines };
}

/** The bill of which the total was typed in. */
export function billOfTotal(call: Pick<Call, 'option'>, total: string, zone: string): Bill {
  const pico = picoOfDollars(total);
  if (pico === null || pico < 0n) throw new CommandFailed('--total takes dollars, like 12.34', 2);
  const provider = call.option('provider');
  if (provider === null) throw new CommandFailed('--total needs --provider, like --provider openai', 2);
  const span = spanAsked(call, zone);
  if (span === null) throw new CommandFailed(`--total needs its time: ${SPANS}`, 2);
  return totalBill(provider, pico, span);
}

/** The days that were asked for, by a zone; `null`: none were. */
export function spanAsked(call: Pick<Call, 'option'>, zone: string): Span | null {
  const month = call.option('month');
  const since = call.option('since');
  const until = call.option('until');
  if (month === null && since === null && until === null) return null;
  const days = since === null || until === null ? null : { since, until };
  const isMonthOnly = since === null && until === null;
  const asked = month === null ? days : isMonthOnly ? { month } : null;
  const span = asked === null ? null : spanOf(asked, zone);
  if (span === null) throw new CommandFailed(`the time is asked for as ${SPANS}`, 2);
  return span;
}

/** Whose days a total is of. */
export function zoneAsked(call: Pick<Call, 'option'>): string {
  const zone = call.option('zone');
  if (zone === null) return UTC;
  if (call.option('total') === null)
    throw new CommandFailed('--zone goes with --total: a CSV has days of UTC', 2);
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new CommandFailed(`--zone takes a time zone like Europe/Berlin, not "${zone}"`, 2);
  }
}

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    if (statSync(file).size > MAX_BILL_CHARS) throw new Error('it is larger than 16 MiB');
    bytes = readFileSync(file);
  } catch (error) {
    throw new CommandFailed(`${file} can't be read (${reasonOf(error)})`, 2);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandFailed(`${file} is not text in UTF-8: export it as CSV`);
  }
}

function isWithin(at: number, { from, until }: Span): boolean {
  return from <= at && at < until;
}
