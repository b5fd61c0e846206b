import { HOUR_MS } from '../core/duration.ts';
import type { DispatchStore } from '../core/ports.ts';
import { BESIDES_ROUTES, SHOWN_AGAIN } from './besides-routes.ts';

/** How often a running outbox looks for cards that are out of date, and how long after a refusal one is tried again. */
export const CATCH_UP_MS = HOUR_MS;
const MOST_AT_ONCE = 100;

/**
 * Queues the newest change of every card whose message in the channel does not show it: the channel was not in the
 * configuration when it came, or refused it. Each is tried twice at the most. Resolves with how many were queued.
 */
export async function catchUp(
  channel: string,
  store: Pick<DispatchStore, 'staleCards' | 'redeliver'>,
  now: number,
): Promise<number> {
  const stale = await store.staleCards(channel, now - CATCH_UP_MS, MOST_AT_ONCE);
  // Side by side, to share a commit.
  const queued = await Promise.all(
    stale.map(({ card, event, severity, refused }) => {
      const route = refused ? SHOWN_AGAIN : BESIDES_ROUTES;
      return store.redeliver(event, [{ channel, route, severity, card, claim: null }]);
    }),
  );
  return queued.filter((seqs) => seqs !== null).length;
}
