/** What crosses rooms of the ledger: what is booked, what the store keeps, and what others may ask. */
import type { Amount, BudgetScope, Period, Spent } from './budget.ts';
import type { PriceStatus, Trigger, UsageBuckets } from './usage.ts';

export const USAGE_SOURCES = ['provider', 'estimated', 'missing'] as const;
/** Who counted the tokens; `missing`: nobody did. */
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** The books are summed by quarters of an hour: every zone's days begin at one. */
export const SLOT_MS = 900_000;

/** The beginning of the slot that an epoch millisecond lies in. */
export function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS) * SLOT_MS;
}

/** A call as it is booked. */
export interface BookedUse {
  readonly id: string;
  readonly workflow: string;
  readonly at: number;
  readonly provider: string;
  readonly model: string;
  /** The provider's usage object as JSON; `null`: it sent none. Untrusted. */
  readonly usage: string | null;
  readonly buckets: UsageBuckets;
  readonly costPico: bigint | null;
  readonly priceStatus: PriceStatus;
  readonly usageSource: UsageSource;
  /** How much it tells: a fuller one takes the place of another of the same id, and so does a later one that is as full. */
  readonly fullness: number;
  readonly tier: string | null;
  readonly latencyMs: number | null;
  readonly traceId: string | null;
  readonly trigger: Trigger | null;
  readonly promptHash: string | null;
}

/** What became of a call that was to be booked. `was`: what had been booked under its id before; `now`: what is by now. */
export type Booking =
  | { readonly outcome: 'booked' }
  | { readonly outcome: 'replaced'; readonly was: BookedSums; readonly now: BookedSums }
  | { readonly outcome: 'duplicate' };

/** What a booked call counts for in budgets. */
export interface BookedSums {
  readonly at: number;
  readonly provider: string;
  readonly spent: Spent;
  /** 1 where its cost is not known. */
  readonly unpriced: number;
}

/** What was booked afterwards, because a price was learned or mended; the call itself stays as it was booked. */
export interface Adjustment {
  /** When it was booked. */
  readonly at: number;
  readonly useSeq: number;
  readonly deltaPico: bigint;
  /** What the call costs by now, and how that is known. */
  readonly costPico: bigint | null;
  readonly priceStatus: PriceStatus;
}

export const SPEND_KEYS = ['workflow', 'provider', 'model', 'prompt', 'trigger'] as const;
export type SpendKey = (typeof SPEND_KEYS)[number];

/** Sums of the books. Costs are of calls whose cost is known. */
export interface SpendSums {
  readonly calls: number;
  readonly inputTokens: number;
  /** Of the input, what came from a cache. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Tokens of calls that are not free. */
  readonly paidTokens: number;
  /** As it was booked, and what was booked afterwards. */
  readonly costPico: bigint;
  readonly adjustedPico: bigint;
  /** Of the cost, what stands for reservations that nobody settled. */
  readonly floorPico: bigint;
  /** Calls whose cost is not known. */
  readonly unpriced: number;
  /** Calls whose tokens were estimated, and calls whose tokens nobody counted. */
  readonly estimated: number;
  readonly missing: number;
}

/** Sums of what has these in common. What was not asked for is `null`; a prompt or trigger that is not known is `''`. */
export interface SpendCell extends SpendSums {
  /** The beginning of the span, epoch milliseconds. */
  readonly at: number | null;
  readonly workflow: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly prompt: string | null;
  readonly trigger: string | null;
}

export interface SpendFilter {
  /** Slots that begin at or after `since` and before `until`. */
  readonly since: number;
  readonly until: number;
  readonly by: readonly SpendKey[];
  /** Spans of so many milliseconds since the epoch, a multiple of `SLOT_MS`; `null`: time is not kept apart. */
  readonly everyMs: number | null;
  /** Only this workflow's. */
  readonly workflow?: string;
}

export const RESERVATION_STATES = ['open', 'settled', 'cancelled', 'expired'] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];

/** Money held for a call that is to be made. */
export interface Reservation {
  readonly id: string;
  readonly workflow: string;
  /** `null`: the caller did not say. */
  readonly provider: string | null;
  readonly model: string | null;
  readonly held: Spent;
  readonly at: number;
  readonly leaseUntil: number;
  readonly state: ReservationState;
}

/** A workflow that somebody stopped. */
export interface Pause {
  readonly workflow: string;
  readonly at: number;
  readonly by: string;
  readonly reason: string | null;
}

/** A budget that somebody set in a chat, over what the configuration says. */
export interface BudgetSetting {
  readonly scope: BudgetScope;
  readonly period: Period;
  /** `null`: no limit. */
  readonly limit: Amount | null;
  /** What the configuration said at the time, as `typeAmount` writes it; `''`: nothing. When it says something else now, it is newer. */
  readonly over: string;
  readonly at: number;
  readonly by: string;
}

/** A booked call with what was booked afterwards. */
export interface KeptUse {
  readonly seq: number;
  readonly use: BookedUse;
  readonly bookedAt: number;
  readonly adjustments: readonly Adjustment[];
}

/** Reading the books; needs no running program. */
export interface LedgerReader {
  /** Only what was booked; in no order. */
  spend(filter: SpendFilter): Promise<readonly SpendCell[]>;
  /** By the caller's id, of one workflow or (`null`) of any, the newest; `null`: not booked, or no longer kept. */
  bookedUse(id: string, workflow: string | null): Promise<KeptUse | null>;
  /** Calls after `after` (a `seq`) made at or after `since`, in the order of booking, at most `limit`. */
  bookedUses(filter: {
    readonly since: number;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly KeptUse[]>;
  /** Latencies that are known, the newest `limit` of the span. */
  latencies(filter: {
    readonly since: number;
    readonly until: number;
    readonly limit: number;
  }): Promise<readonly { readonly provider: string; readonly latencyMs: number }[]>;
  /** Since when calls are booked at all, as far as they are kept; `null`: none is. */
  recordedSince(): Promise<number | null>;
  openReservations(): Promise<readonly Reservation[]>;
  reservation(workflow: string, id: string): Promise<Reservation | null>;
  pauses(): Promise<readonly Pause[]>;
  budgetSettings(): Promise<readonly BudgetSetting[]>;
}

export interface LedgerStore extends LedgerReader {
  /** Makes calls durable, all or none, sharing a commit with whoever else waits. Results stand in their order. */
  book(uses: readonly BookedUse[], bookedAt: number): Promise<readonly Booking[]>;
  /** Books what was learned afterwards. */
  adjust(adjustments: readonly Adjustment[]): Promise<void>;
  /** Adds a reservation; the first of a workflow's id counts: what is kept under it afterwards. */
  reserve(reservation: Reservation): Promise<Reservation>;
  /**
   * Ends a reservation that is in one of the states `from`, and books what it came to, in one commit. `null`: it is in
   * another state, or there is none; then nothing is booked.
   */
  endReservation(end: {
    readonly workflow: string;
    readonly id: string;
    readonly from: readonly ReservationState[];
    readonly to: ReservationState;
    readonly use: BookedUse | null;
    readonly at: number;
  }): Promise<Booking | 'nothing-booked' | null>;
  keepPause(pause: Pause): Promise<void>;
  endPause(workflow: string): Promise<void>;
  /** In the place of an earlier one of the same budget. */
  keepBudgetSetting(setting: BudgetSetting): Promise<void>;
  forgetBudgetSetting(scope: BudgetScope, period: Period): Promise<void>;
}
