import { z } from 'zod';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { countOf } from '../core/count-of.ts';
import { DAY_MS } from '../core/duration.ts';
import { httpGetJson } from '../http-get-json.ts';
import type { Bill } from '../ledger/invoice/bill.ts';
import { billersOf, type BilledProvider } from '../ledger/invoice/billers-of.ts';
import { checkInvoice } from '../ledger/invoice/check-invoice.ts';
import { fetchBill } from '../ledger/invoice/fetch-bill.ts';
import { verdictOf, type InvoiceResult } from '../ledger/invoice/invoice-result.ts';
import { invoiceView } from '../ledger/invoice/invoice-view.ts';
import { sayInvoice } from '../ledger/invoice/say-invoice.ts';
import { change } from './change.ts';
import type { Call, CliCommand, ExitCode } from './command.ts';
import { CommandFailed } from './failure.ts';
import { billOfFile, billOfTotal, spanAsked, zoneAsked } from './invoice-bill.ts';
import { sayComparison } from './invoice-text.ts';
import { asJson } from './print.ts';
import { showProgress } from './progress.ts';
import { configOf, withTrail } from './setting.ts';

const ACTIONS = ['import', 'fetch'] as const;
const UTC = 'UTC';
const DAYS_FETCHED = 7;

const toldSchema = z.looseObject({ told: z.literal(true) });

export const invoiceCommand: CliCommand = {
  name: 'invoice',
  summary: 'hold a provider’s bill against the ledger: import its CSV or a total, or fetch it',
  args: [
    { flag: '<action>', about: ACTIONS.join(', ') },
    { flag: '[what]', about: 'import: the CSV of costs; fetch: a provider (default: all with an adminKey)' },
  ],
  options: [
    {
      flag: '--provider <name>',
      about: 'import: whose bill it is, as the ledger calls it (default: by the columns)',
    },
    { flag: '--total <dollars>', about: 'import: the total, in the place of a file' },
    { flag: '--month <month>', about: 'of this month, like 2026-10' },
    { flag: '--since <day>', about: 'from this day on, like 2026-10-01' },
    { flag: '--until <day>', about: 'before this day' },
    {
      flag: '--zone <zone>',
      about: 'import --total: whose days they are, like Europe/Berlin (default: UTC)',
    },
    { flag: '--tell', about: 'have the running program tell the chats' },
  ],
  json: true,
  run(call) {
    const [given = '', what] = call.args;
    const action = ACTIONS.find((each) => each === given);
    if (action === undefined)
      throw new CommandFailed(`invoice takes ${ACTIONS.join(' or ')}, not "${given}"`, 2);
    return action === 'import' ? importBill(call, what ?? null) : fetchBills(call, what ?? null);
  },
};

async function importBill(call: Call, file: string | null): Promise<ExitCode> {
  const total = call.option('total');
  if ((file === null) === (total === null))
    throw new CommandFailed('invoice import takes either a file or --total, like: --total 12.34', 2);
  const zone = zoneAsked(call);
  const bill = file === null ? billOfTotal(call, total ?? '', zone) : billOfFile(call, file);
  const config = configOf(call);
  return report(call, config, [await compared(config, bill)], zone);
}

async function fetchBills(call: Call, name: string | null): Promise<ExitCode> {
  const config = configOf(call);
  const today = Math.floor(systemClock.now() / DAY_MS) * DAY_MS;
  const span = spanAsked(call, UTC) ?? { from: today - DAYS_FETCHED * DAY_MS, until: today };
  const results: InvoiceResult[] = [];
  for (const { provider, biller, adminKey } of billed(config, name)) {
    const fetched = await showProgress(`asking ${biller} …`, () =>
      fetchBill(biller, span, { adminKey, getJson: httpGetJson }),
    );
    if (!fetched.ok) throw new CommandFailed(fetched.problem.message);
    results.push(await compared(config, { ...fetched.bill, provider }));
  }
  return report(call, config, results, UTC);
}

/** Providers with an admin key, or the end of the command. */
function billed(config: Config, name: string | null): readonly BilledProvider[] {
  const all = billersOf(config.ledger.providers);
  const found = all.filter(({ provider }) => name === null || name === provider);
  if (found.length > 0) return found;
  throw new CommandFailed(
    `no admin key: set ledger.providers.${name ?? 'openai'}.adminKey in pithead.yaml (OpenAI and Anthropic have such keys for organizations), or import the CSV`,
  );
}

function compared(config: Config, bill: Bill): Promise<InvoiceResult> {
  return withTrail(config, (trail) =>
    checkInvoice(bill, trail, { provider: bill.provider, zone: config.timezone }),
  );
}

async function report(
  call: Call,
  config: Config,
  results: readonly InvoiceResult[],
  zone: string,
): Promise<ExitCode> {
  const views = results.map(invoiceView);
  if (call.json) call.out(asJson(call.args[0] === 'import' ? views[0] : views));
  else call.out(results.map((result) => sayComparison(result, zone)).join('\n\n'));
  if (call.flag('tell')) {
    for (const result of results) await tell(config, result, zone);
    call.err(`told the chats of ${countOf(results.length, 'bill')}`);
  }
  return results.every((result) => verdictOf(result) !== 'unexplained') ? 0 : 1;
}

async function tell(config: Config, result: InvoiceResult, zone: string): Promise<void> {
  const { provider, since, until, verdict } = invoiceView(result);
  await change(config, '/v1/invoices', {
    body: { provider, since, until, verdict, ...sayInvoice(result, zone) },
    answer: toldSchema,
    failed: 'the chats were not told',
  });
}
