import type { Config } from '../config.ts';
import type { Activity } from '../core/activity.ts';
import type { Clock } from '../core/clock.ts';
import { DAY_MS } from '../core/duration.ts';
import { errorText } from '../core/error-text.ts';
import type { DigestSpan } from '../core/ledger-deeds.ts';
import type { Message } from '../core/message.ts';
import type { Log } from '../core/ports.ts';
import { httpGetJson } from '../http-get-json.ts';
import { billersOf } from '../ledger/invoice/billers-of.ts';
import { checkInvoice } from '../ledger/invoice/check-invoice.ts';
import { fetchBill } from '../ledger/invoice/fetch-bill.ts';
import { verdictOf } from '../ledger/invoice/invoice-result.ts';
import { sayInvoice } from '../ledger/invoice/say-invoice.ts';
import type { Tell } from '../ledger/tell.ts';
import type { Storage } from '../storage/index.ts';
import { atSlots } from './at-slots.ts';
import type { Spending } from './spending.ts';

/** What was told of a slot stays told, over restarts. */
const TOLD_MS = 40 * DAY_MS;
/** Whole days of a bill, by the providers' clock. */
const BILLED_DAYS = 7;

export interface CalendarDeps {
  readonly config: Config;
  readonly store: Storage;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly spending: Spending;
  readonly tell: Tell;
  /** False where the program never ran before: then it missed nothing. */
  readonly makeUp: boolean;
}

/** What the ledger does by the calendar: digests, and the providers' own bills. Returns its end. */
export function startLedgerCalendar(deps: CalendarDeps): () => void {
  const { config, clock, activity, makeUp } = deps;
  const { digest, invoices, anchor, providers } = config.ledger;
  const { zone } = anchor;
  const ends: (() => void)[] = [];
  const run = (cron: string | null, work: (slot: number) => Promise<void>): void => {
    if (cron !== null)
      ends.push(atSlots({ cron, zone, makeUp }, clock, (slot) => void activity.track(work(slot))));
  };
  run(digest.daily, (slot) => tellDigest('day', slot, deps));
  run(digest.weekly, (slot) => tellDigest('week', slot, deps));
  run(billersOf(providers).length === 0 ? null : invoices.cron, (slot) => tellBills(slot, deps));
  return () => ends.forEach((end) => end());
}

async function tellDigest(
  span: DigestSpan,
  slot: number,
  { config, spending, tell, log }: CalendarDeps,
): Promise<void> {
  const { to } = config.ledger.digest;
  try {
    const message = await spending.digest(span);
    await tell({
      key: `digest/${span}/${slot}`,
      keepMs: TOLD_MS,
      type: `digest.${span}`,
      subject: null,
      severity: 'info',
      title: message.title,
      body: textOf(message),
      ...(to === null ? {} : { to }),
    });
  } catch (error) {
    log.error('digest-failed', { span, error: errorText(error) });
  }
}

/** An event has no facts: they are lines of its text. */
function textOf({ facts = [], body }: Message): string {
  const lines = facts.map(
    (fact) => `${fact.label}: ${'at' in fact ? new Date(fact.at).toISOString() : fact.text}`,
  );
  return [...lines, ...(body === '' ? [] : [body])].join('\n');
}

/** Of the last whole days; a bill that can't be had is told, too, because nobody would miss it. */
async function tellBills(slot: number, { config, store, tell, log }: CalendarDeps): Promise<void> {
  const until = Math.floor(slot / DAY_MS) * DAY_MS;
  const span = { from: until - BILLED_DAYS * DAY_MS, until };
  for (const { provider, biller, adminKey } of billersOf(config.ledger.providers)) {
    const news = {
      key: `invoice/${provider}/${until}`,
      keepMs: TOLD_MS,
      type: 'invoice.checked',
      subject: provider,
    };
    try {
      const fetched = await fetchBill(biller, span, { adminKey, getJson: httpGetJson });
      if (!fetched.ok) {
        const title = `The bill of ${provider} could not be fetched`;
        await tell({ ...news, severity: 'warning', title, body: fetched.problem.message });
        continue;
      }
      const { timezone: zone } = config;
      const result = await checkInvoice({ ...fetched.bill, provider }, store, { provider, zone });
      const severity = verdictOf(result) === 'unexplained' ? 'warning' : 'info';
      await tell({ ...news, severity, ...sayInvoice(result) });
    } catch (error) {
      log.error('invoice-failed', { provider, error: errorText(error) });
    }
  }
}
