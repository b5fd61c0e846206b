/** What a caller asks before it calls a model, and what becomes of it. None of it rejects. */
import type { ReservationRefusal } from './decide-reservation.ts';
import type { Reservation } from './ledger.ts';
import type { ModelUse } from './usage.ts';

/** What a call is expected to come to. `null`: the caller did not say. */
export interface CallEstimate {
  readonly pico: bigint | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export interface ReserveAsked {
  readonly workflow: string;
  /** The caller's own, so that asking again holds nothing twice; `null`: one is made. */
  readonly id: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly estimate: CallEstimate;
  /** `null`: as the configuration says. */
  readonly leaseMs: number | null;
}

export type Reserved =
  /** `already`: it was asked for before; nothing more is held. */
  | { readonly outcome: 'reserved' | 'already'; readonly reservation: Reservation }
  | { readonly outcome: 'refused'; readonly refusal: ReservationRefusal }
  | { readonly outcome: 'unavailable' };

/** What the call came to: as for the books, or a sum that the caller knows, or neither (then what was held counts). */
export type SettleAsked =
  | { readonly kind: 'use'; readonly use: Omit<ModelUse, 'workflow'> }
  | { readonly kind: 'cost'; readonly pico: bigint }
  | { readonly kind: 'unknown' };

export type ReservationEnded =
  /** `costPico`: what is booked of it now; `null`: its cost is not known. */
  | {
      readonly outcome: 'settled' | 'cancelled';
      readonly reservation: Reservation;
      readonly costPico: bigint | null;
    }
  /** It has been ended before, in this way or another; `reservation` says how. */
  | {
      readonly outcome: 'already' | 'conflict';
      readonly reservation: Reservation;
      readonly costPico: bigint | null;
    }
  | { readonly outcome: 'unknown' | 'unavailable' };
