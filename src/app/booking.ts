import { hash } from 'node:crypto';
import type { Config } from '../config.ts';
import type { InvoiceRoutesDeps } from '../control/invoice-routes.ts';
import type { Activity } from '../core/activity.ts';
import type { Clock } from '../core/clock.ts';
import { DAY_MS } from '../core/duration.ts';
import type { EventId, TraceId } from '../core/ids.ts';
import type { Accept, Log } from '../core/ports.ts';
import { estimateBuckets } from '../ledger/estimate-tokens.ts';
import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { pricedProviderOf } from '../ledger/price/priced-provider.ts';
import { createTell, type Tell } from '../ledger/tell.ts';
import type { Storage } from '../storage/index.ts';
import { chargedBy } from './charged.ts';
import { startLedgerCalendar } from './ledger-calendar.ts';
import type { LentToProbes } from './probe-deps.ts';
import { createProviders, pricesFor } from './providers.ts';
import { createReadTraces } from './read-traces.ts';
import { createSpending, type Spending } from './spending.ts';

export interface BookingDeps {
  readonly config: Config;
  readonly store: Storage;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly accept: Accept;
  readonly newId: () => EventId;
  readonly newTraceId: () => TraceId;
  /** Makes a PNG of an SVG. */
  readonly draw: (svg: string) => Promise<Uint8Array>;
}

/** The ledger of the running program, what it lends to others, and what it shows. */
export interface Booking {
  readonly ledger: Ledger;
  readonly spending: Spending;
  /** For who calls models on the program's own account. */
  readonly lent: Pick<LentToProbes, 'providers' | 'prices' | 'record' | 'estimate' | 'paused'>;
  /** For the private listener. */
  readonly served: Served;
  /**
   * Tells what the last process left untold, and begins with digests and bills. Returns their end. `ranBefore`: there was
   * a process before this one, which may have missed some.
   */
  begin(ranBefore: boolean): Promise<() => void>;
}

interface Served extends InvoiceRoutesDeps {
  readonly books: Storage;
  readonly estimate: typeof estimateBuckets;
  readonly readTraces: ReturnType<typeof createReadTraces>;
  /** Whose key it is; `null`: no workflow's. */
  readonly workflowOf: (key: string) => string | null;
}

export async function createBooking(deps: BookingDeps): Promise<Booking> {
  const { config, store, clock } = deps;
  const providers = await createProviders(config, clock);
  const prices = await pricesFor(config, providers);
  const tell = createTell({ ...deps, hash: digest });
  const ledger = createLedger({
    ...deps,
    memory: store,
    prices,
    settings: config.ledger,
    ...chargedBy(config),
    providerOf: (name) => pricedProviderOf(name, providers),
    tell,
  });
  const spending = createSpending({ ...deps, ledger });
  return {
    ledger,
    spending,
    lent: {
      providers,
      prices,
      record: ledger.recordOwn,
      estimate: estimateBuckets,
      paused: (workflow) => ledger.paused(workflow),
    },
    served: {
      books: store,
      estimate: estimateBuckets,
      readTraces: createReadTraces(),
      workflowOf: createKeyRing(config),
      tellInvoice: createTellInvoice(tell),
    },
    async begin(ranBefore) {
      await ledger.catchUp();
      return startLedgerCalendar({ ...deps, spending, tell, makeUp: ranBefore });
    },
  };
}

/** Keys are looked up by their hashes: how long that takes says nothing about any of them. */
function createKeyRing({ workflows }: Config): (key: string) => string | null {
  const names = new Map(
    workflows.flatMap(({ name, keys }) => keys.map((key) => [hashOf(key.reveal()), name] as const)),
  );
  return (key) => names.get(hashOf(key)) ?? null;
}

/** What somebody compared on the command line. The same result again is told once a day. */
function createTellInvoice(tell: Tell): InvoiceRoutesDeps['tellInvoice'] {
  return ({ provider, since, until, verdict, title, body }) =>
    tell({
      key: JSON.stringify(['invoice', provider, since, until, title, body]),
      keepMs: DAY_MS,
      type: 'invoice.checked',
      subject: provider,
      severity: verdict === 'unexplained' ? 'warning' : 'info',
      title,
      body,
    });
}

function hashOf(text: string): string {
  return hash('sha256', text, 'hex');
}

function digest(text: string): Uint8Array {
  return hash('sha256', text, 'buffer');
}
