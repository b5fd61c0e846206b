import { countedBy } from '../core/booked-sums.ts';
import { errorText } from '../core/error-text.ts';
import type { BookedUse, Reservation, ReservationState } from '../core/ledger.ts';
import type { ReservationEnded, SettleAsked } from '../core/reserving.ts';
import { NO_BUCKETS } from '../core/usage.ts';
import { bookedUse } from './booked-use.ts';
import type { Count } from './count.ts';
import type { LedgerDeps } from './deps.ts';
import type { Leases } from './leases.ts';
import { leaseKey } from './reserve.ts';
import { standing } from './reprice.ts';
import type { Standings } from './standings.ts';

/** What stands for a provider or a model that the caller did not name. */
const UNNAMED = '(not named)';
/** Of what nobody reported: anything that a caller says of the call tells more. */
const FLOOR_FULLNESS = 0;
/** Of a sum that the caller states: as much as a whole usage object. */
const STATED_FULLNESS = 5;

interface SettleDeps extends Pick<
  LedgerDeps,
  'store' | 'clock' | 'log' | 'prices' | 'providerOf' | 'activity'
> {
  readonly standings: Standings;
  readonly leases: Leases;
  readonly count: Count;
}

export interface Settle {
  /** Books what the call came to; also after the lease ran out, in the place of what was assumed. */
  settle(workflow: string, id: string, asked: SettleAsked): Promise<ReservationEnded>;
  /** Holds nothing any more: the call was not made. */
  cancel(workflow: string, id: string): Promise<ReservationEnded>;
  /** Its lease ran out: what was held is booked as what the call cost at least, and marked so. */
  expire(reservation: Reservation): Promise<void>;
}

export function createSettle(deps: SettleDeps): Settle {
  const { store, clock, log, standings, leases } = deps;

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
    to: 'settled' | 'cancelled',
    from: readonly ReservationState[],
    useOf: (reservation: Reservation) => BookedUse | null,
  ): Promise<ReservationEnded> {
    try {
      const reservation = await store.reservation(workflow, id);
      if (reservation === null) return { outcome: 'unknown' };
      const done = await end(reservation, from, to, useOf(reservation));
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

  return {
    settle: (workflow, id, asked) =>
      deps.activity.track(
        ending(workflow, id, 'settled', ['open', 'expired'], (reservation) => useFor(reservation, asked)),
      ),
    cancel: (workflow, id) => deps.activity.track(ending(workflow, id, 'cancelled', ['open'], () => null)),
    async expire(reservation) {
      const { workflow, id } = reservation;
      try {
        if (!(await end(reservation, ['open'], 'expired', floorOf(reservation, clock.now())))) return;
        log.warn('reservation-expired', { workflow, id, leaseUntil: reservation.leaseUntil });
      } catch (error) {
        log.error('reservation-not-ended', { workflow, id, error: errorText(error) });
        // Still held: better too much than too little. It is tried again.
        leases.add(leaseKey(reservation), clock.now() + RETRY_MS, () =>
          deps.activity.track(this.expire(reservation)),
        );
      }
    },
  };

  /** Under the reservation's id, so that whatever is said of the call counts once. */
  function useFor(reservation: Reservation, asked: SettleAsked): BookedUse {
    const { workflow, id } = reservation;
    switch (asked.kind) {
      case 'use':
        return bookedUse({ ...asked.use, workflow, id }, deps.providerOf(asked.use.provider), deps.prices);
      case 'cost':
        return {
          ...floorOf(reservation, clock.now()),
          buckets: NO_BUCKETS,
          costPico: asked.pico,
          priceStatus: 'reported',
          fullness: STATED_FULLNESS,
        };
      case 'unknown':
        return floorOf(reservation, clock.now());
      default:
        return asked satisfies never;
    }
  }
}

const RETRY_MS = 60_000;

/** What was held, as a call: of what it used nothing is known. */
function floorOf({ workflow, id, provider, model, held }: Reservation, now: number): BookedUse {
  return {
    id,
    workflow,
    at: now,
    provider: provider ?? UNNAMED,
    model: model ?? UNNAMED,
    usage: null,
    buckets: { ...NO_BUCKETS, input: { ...NO_BUCKETS.input, fresh: held.tokens === 0 ? null : held.tokens } },
    costPico: held.pico,
    priceStatus: 'floor',
    usageSource: 'missing',
    fullness: FLOOR_FULLNESS,
    tier: null,
    latencyMs: null,
    traceId: null,
    trigger: null,
    promptHash: null,
  };
}
