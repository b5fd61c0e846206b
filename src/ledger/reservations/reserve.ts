import { decideReservation } from '../../core/decide-reservation.ts';
import { MINUTE_MS } from '../../core/duration.ts';
import { errorText } from '../../core/error-text.ts';
import type { Reservation } from '../../core/ledger.ts';
import type { ReserveAsked, Reserved } from '../../core/reserving.ts';
import type { Standings } from '../budgets/standings.ts';
import type { LedgerDeps } from '../deps.ts';
import type { Pauses } from '../pauses.ts';
import { expectedOf } from './expected.ts';
import type { Leases } from './leases.ts';

/** Open at the same time, of one workflow. */
const MOST_OPEN = 1_000;
/** Until a lease that could not be ended is ended. */
const RETRY_MS = MINUTE_MS;

interface ReserveDeps extends Pick<
  LedgerDeps,
  'store' | 'clock' | 'log' | 'prices' | 'providerOf' | 'activity' | 'settings'
> {
  readonly standings: Standings;
  readonly leases: Leases;
  readonly pauses: Pauses;
  readonly newId: () => string;
  /** False: it could not be written down now. */
  readonly expire: (reservation: Reservation) => Promise<boolean>;
}

export interface Reserve {
  /** Takes up what was open when the last process ended. */
  load(): Promise<void>;
  reserve(asked: ReserveAsked): Promise<Reserved>;
}

export function leaseKey({ workflow, id }: Pick<Reservation, 'workflow' | 'id'>): string {
  return `${workflow}/${id}`;
}

export function createReserve(deps: ReserveDeps): Reserve {
  const { store, clock, log, standings, leases, activity } = deps;
  /** By workflow and id: who asks again meanwhile gets the same answer. */
  const underWay = new Map<string, Promise<Reserved>>();

  function lease(reservation: Reservation, until: number): void {
    leases.add(leaseKey(reservation), until, async () => {
      if (!(await deps.expire(reservation))) lease(reservation, clock.now() + RETRY_MS);
    });
  }

  async function known(workflow: string, id: string | null): Promise<Reserved | null> {
    const reservation = id === null ? null : await store.reservation(workflow, id);
    return reservation === null ? null : { outcome: 'already', reservation };
  }

  async function reserveNew(asked: ReserveAsked): Promise<Reserved> {
    try {
      const before = await known(asked.workflow, asked.id);
      return before ?? (await hold(asked));
    } catch (error) {
      log.error('reservation-failed', { workflow: asked.workflow, error: errorText(error) });
      return { outcome: 'unavailable' };
    }
  }

  async function hold(asked: ReserveAsked): Promise<Reserved> {
    const { workflow, provider, model } = asked;
    const now = clock.now();
    // From here to `hold` nothing is awaited: nobody else can take the same room.
    const decision = decideReservation({
      asked: expectedOf(asked, deps, now),
      standings: standings.of(workflow, provider, now),
      mayBind: provider === null ? standings.ofAnyProvider(now) : null,
      pause: deps.pauses.of(workflow),
    });
    if (!decision.ok) return { outcome: 'refused', refusal: decision.refusal };
    if (standings.open(workflow) >= MOST_OPEN) return { outcome: 'refused', refusal: { reason: 'too-many' } };
    const reservation: Reservation = {
      id: asked.id ?? deps.newId(),
      workflow,
      provider,
      model,
      held: decision.held,
      at: now,
      leaseUntil: now + (asked.leaseMs ?? deps.settings.leaseMs),
      state: 'open',
    };
    standings.hold(reservation);
    lease(reservation, reservation.leaseUntil);
    try {
      await store.reserve(reservation);
      return { outcome: 'reserved', reservation };
    } catch (error) {
      leases.remove(leaseKey(reservation));
      standings.release(reservation);
      throw error;
    }
  }

  return {
    async load() {
      for (const reservation of await store.openReservations()) {
        standings.hold(reservation);
        lease(reservation, reservation.leaseUntil);
      }
    },
    reserve(asked) {
      if (asked.id === null) return activity.track(reserveNew(asked));
      const key = leaseKey({ workflow: asked.workflow, id: asked.id });
      const already = underWay.get(key);
      if (already !== undefined) return already;
      const answer = activity.track(reserveNew(asked).finally(() => underWay.delete(key)));
      underWay.set(key, answer);
      return answer;
    },
  };
}
