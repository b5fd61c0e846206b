import { countedBy } from '../../core/booked-sums.ts';
import { errorText } from '../../core/error-text.ts';
import type { BookedUse, Reservation, ReservationState } from '../../core/ledger.ts';
import type { ReservationEnded, SettleAsked } from '../../core/reserving.ts';
import type { Standings } from '../budgets/standings.ts';
import type { Count } from '../budgets/warn.ts';
import type { LedgerDeps } from '../deps.ts';
import type { Once } from '../once.ts';
import { standing } from '../reprice.ts';
import { unpricedNews } from '../unpriced-news.ts';
import type { Leases } from './leases.ts';
import { leaseKey } from './reserve.ts';
import { floorUse, settledUse } from './settled-use.ts';

interface SettleDeps extends Pick<
  LedgerDeps,
  'store' | 'clock' | 'log' | 'prices' | 'providerOf' | 'activity'
> {
  readonly standings: Standings;
  readonly leases: Leases;
  readonly count: Count;
  readonly once: Once;
}

export interface Settle {
  /** Books what the call came to; also after the lease ran out, in the place of what was assumed. */
  settle(workflow: string, id: string, asked: SettleAsked): Promise<ReservationEnded>;
  /** Holds nothing any more: the call was not made. */
  cancel(workflow: string, id: string): Promise<ReservationEnded>;
  /**
   * Its lease ran out: what was held is booked as what the call cost at least, and marked so. False: it could not be
   * written down, so it is held still: better too much than too little. Never rejects.
   */
  expire(reservation: Reservation): Promise<boolean>;
}

export function createSettle(deps: SettleDeps): Settle {
  const { store, clock, log, standings, leases, activity } = deps;

  async function end(
    reservation: Reservation,
    from: readonly ReservationState[],
    to: ReservationState,
    use: BookedUse | null,
  ): Promise<boolean> {
    const { workflow, id } = reservation;
    const booking = await store.endReservation({ workflow, id, from, to, use, at: clock.now() });
    if (booking === null) return false;
    leases.remove(leaseKey(reservation));
    // What is booked counts before what was held goes: between the two nobody may find room that is not there.
    if (use !== null && booking !== 'nothing-booked') deps.count(workflow, countedBy(use, booking));
    standings.release(reservation);
    return true;
  }

  async function ending(
    workflow: string,
    id: string,
    endIt: (reservation: Reservation) => Promise<boolean>,
    to: 'settled' | 'cancelled',
  ): Promise<ReservationEnded> {
    try {
      const reservation = await store.reservation(workflow, id);
      if (reservation === null) return { outcome: 'unknown' };
      const done = await endIt(reservation);
      const now = (await store.reservation(workflow, id)) ?? reservation;
      const kept = await store.bookedUse(id, workflow);
      const costPico = kept === null ? 0n : standing(kept).costPico;
      if (done) return { outcome: to, reservation: now, costPico };
      return { outcome: now.state === to ? 'already' : 'conflict', reservation: now, costPico };
    } catch (error) {
      log.error('reservation-not-ended', { workflow, id, error: errorText(error) });
      return { outcome: 'unavailable' };
    }
  }

  async function settleOne(reservation: Reservation, asked: SettleAsked): Promise<boolean> {
    const { use, reported } = settledUse(reservation, asked, deps);
    const done = await end(reservation, ['open', 'expired'], 'settled', use);
    const unpriced = done && reported !== null ? unpricedNews(reported) : null;
    if (unpriced !== null) void activity.track(deps.once(unpriced.key, unpriced.news));
    return done;
  }

  return {
    settle: (workflow, id, asked) =>
      activity.track(ending(workflow, id, (one) => settleOne(one, asked), 'settled')),
    cancel: (workflow, id) =>
      activity.track(ending(workflow, id, (one) => end(one, ['open'], 'cancelled', null), 'cancelled')),
    async expire(reservation) {
      const { workflow, id, leaseUntil } = reservation;
      try {
        if (await end(reservation, ['open'], 'expired', floorUse(reservation, deps)))
          log.warn('reservation-expired', { workflow, id, leaseUntil });
        return true;
      } catch (error) {
        log.error('reservation-not-ended', { workflow, id, error: errorText(error) });
        return false;
      }
    },
  };
}
