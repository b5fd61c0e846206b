import type { IncidentReader } from '../../core/alerts.ts';
import { DAY_MS } from '../../core/duration.ts';
import type { DigestSpan } from '../../core/ledger-deeds.ts';
import type { BudgetView } from '../../core/ledger-views.ts';
import { slotOf } from '../../core/ledger.ts';
import type { LedgerReader, SpendSums } from '../../core/ledger.ts';
import type { ProbeReader } from '../../core/probe-store.ts';
import { addSums, NO_SUMS } from '../../core/spend-sums.ts';
import { countCanaries } from './count-canaries.ts';
import type { DigestInput, IncidentCounts } from './digest-input.ts';

const SPANS_MS: Readonly<Record<DigestSpan, number>> = { day: DAY_MS, week: 7 * DAY_MS };
/** Of a span; of more the newest. */
const MOST_LATENCIES = 50_000;
/** As many as are kept. */
const MOST_INCIDENTS = 2_000;

export interface DigestReaders {
  readonly ledger: Pick<LedgerReader, 'spend' | 'latencies'>;
  readonly probes: Pick<ProbeReader, 'newestRuns' | 'probeTimes'>;
  readonly incidents: Pick<IncidentReader, 'incidents'>;
  /** All budgets as they stand. */
  budgets(): Promise<readonly BudgetView[]>;
  /** Since when calls are booked at all; epoch milliseconds. `null`: none ever was. */
  recordedSince(): Promise<number | null>;
}

interface Between {
  readonly since: number;
  readonly until: number;
}

/**
 * What the digest of the last day or week says, read at `now` (epoch milliseconds). The spans begin with a slot of the
 * books, and the present one ends now: what is called at the minute of a daily digest is in the next one at the latest.
 */
export async function gatherDigest(
  span: DigestSpan,
  now: number,
  readers: DigestReaders,
): Promise<DigestInput> {
  const since = slotOf(now) - SPANS_MS[span];
  const present = { since, until: now };
  const before = { since: since - SPANS_MS[span], until: since };
  const recordedSince = await readers.recordedSince();
  return {
    span,
    now,
    spend: {
      present: await spendIn(readers.ledger, present),
      before: await spendIn(readers.ledger, before),
    },
    comparable: recordedSince !== null && recordedSince <= before.since,
    latencies: {
      present: await latenciesIn(readers.ledger, present),
      before: await latenciesIn(readers.ledger, before),
    },
    canaries: await countCanaries(readers.probes, since),
    incidents: await countIncidents(readers.incidents, since),
    budgets: await readers.budgets(),
  };
}

async function spendIn(
  ledger: DigestReaders['ledger'],
  between: Between,
): Promise<ReadonlyMap<string, SpendSums>> {
  const sums = new Map<string, SpendSums>();
  for (const cell of await ledger.spend({ ...between, by: ['workflow'], everyMs: null })) {
    const workflow = cell.workflow ?? '';
    sums.set(workflow, addSums(sums.get(workflow) ?? NO_SUMS, cell));
  }
  return sums;
}

async function latenciesIn(
  ledger: DigestReaders['ledger'],
  between: Between,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const latencies = await ledger.latencies({ ...between, limit: MOST_LATENCIES });
  const byProvider = Map.groupBy(latencies, ({ provider }) => provider);
  return new Map([...byProvider].map(([provider, of]) => [provider, of.map(({ latencyMs }) => latencyMs)]));
}

async function countIncidents(incidents: DigestReaders['incidents'], since: number): Promise<IncidentCounts> {
  const all = await incidents.incidents({ open: false, limit: MOST_INCIDENTS });
  return {
    opened: all.filter(({ startedAt }) => startedAt >= since).length,
    resolved: all.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt >= since).length,
    open: all
      .filter(({ resolvedAt }) => resolvedAt === null)
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .map(({ title }) => title),
  };
}
