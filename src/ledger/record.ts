import { countedBy } from '../core/booked-sums.ts';
import type { Recorded } from '../core/ledger-actions.ts';
import type { ModelUse } from '../core/usage.ts';
import { bookedUse } from './booked-use.ts';
import type { Count } from './count.ts';
import type { LedgerDeps } from './deps.ts';
import type { Once } from './once.ts';
import { unpricedNews } from './unpriced-news.ts';

/**
 * Books calls of one workflow; resolves when they are durable. Rejects where they could not be: then none of them is
 * booked, and the same may be tried again.
 */
export type RecordUses = (workflow: string, uses: readonly Omit<ModelUse, 'workflow'>[]) => Promise<Recorded>;

interface RecordDeps extends Pick<LedgerDeps, 'store' | 'clock' | 'activity' | 'prices' | 'providerOf'> {
  readonly count: Count;
  readonly once: Once;
}

export function createRecord(deps: RecordDeps): RecordUses {
  const { store, clock, activity } = deps;
  return async (workflow, uses) => {
    const booked = uses.map((use) =>
      bookedUse({ ...use, workflow }, deps.providerOf(use.provider), deps.prices),
    );
    const bookings = await activity.track(store.book(booked, clock.now()));
    const counted = booked.flatMap((use, i) => {
      const booking = bookings[i];
      return booking === undefined ? [] : countedBy(use, booking);
    });
    deps.count(workflow, counted);
    const fresh = booked.filter((_, i) => bookings[i]?.outcome !== 'duplicate');
    for (const use of fresh) {
      const unpriced = unpricedNews(use);
      if (unpriced !== null) void activity.track(deps.once(unpriced.key, unpriced.news));
    }
    return { accepted: fresh.length, duplicates: booked.length - fresh.length };
  };
}
