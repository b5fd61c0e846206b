import { countedBy } from '../core/booked-sums.ts';
import { QueueFullError } from '../core/ports.ts';
import type { Recorded } from '../core/ledger-actions.ts';
import type { BookedUse } from '../core/ledger.ts';
import type { ModelUse } from '../core/usage.ts';
import { bookedUse } from './booked-use.ts';
import type { Count } from './budgets/warn.ts';
import type { LedgerDeps } from './deps.ts';
import type { Gate } from './gate.ts';
import type { Once } from './once.ts';
import { unpricedNews } from './unpriced-news.ts';

/**
 * Books calls of one workflow; resolves when they are durable. Rejects where they could not be: then none of them is
 * booked, and the same may be tried again.
 */
export type RecordUses = (workflow: string, uses: readonly Omit<ModelUse, 'workflow'>[]) => Promise<Recorded>;

/** Calls that wait to be written at most; more are refused at once rather than kept without a bound. */
const MOST_WAITING = 10_000;

interface RecordDeps extends Pick<LedgerDeps, 'store' | 'clock' | 'activity' | 'prices' | 'providerOf'> {
  readonly gate: Gate;
  readonly count: Count;
  readonly once: Once;
}

export function createRecord(deps: RecordDeps): RecordUses {
  const { store, clock, activity, gate } = deps;
  let waiting = 0;

  async function book(workflow: string, booked: readonly BookedUse[]): Promise<readonly BookedUse[]> {
    const bookings = await activity.track(store.book(booked, clock.now()));
    const counted = booked.flatMap((use, i) => {
      const booking = bookings[i];
      return booking === undefined ? [] : countedBy(use, booking);
    });
    deps.count(workflow, counted);
    return booked.filter((_, i) => bookings[i]?.outcome !== 'duplicate');
  }

  return async (workflow, uses) => {
    if (waiting + uses.length > MOST_WAITING) throw new QueueFullError('too many calls wait for the disk');
    waiting += uses.length;
    try {
      const booked = uses.map((use) =>
        bookedUse({ ...use, workflow }, deps.providerOf(use.provider), deps.prices),
      );
      const fresh = await gate.pass(() => book(workflow, booked));
      for (const use of fresh) {
        const unpriced = unpricedNews(use);
        if (unpriced !== null) void activity.track(deps.once(unpriced.key, unpriced.news));
      }
      return { accepted: fresh.length, duplicates: booked.length - fresh.length };
    } finally {
      waiting -= uses.length;
    }
  };
}
