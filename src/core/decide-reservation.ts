import { amountOf, unitsOf } from './amount.ts';
import { addSpent, NOTHING_SPENT } from './budget.ts';
import type { Amount, Spent, Standing } from './budget.ts';
import type { Pause } from './ledger.ts';

/** What a call is expected to come to; `null`: not known, which is not nothing. */
export interface Asked {
  readonly pico: bigint | null;
  readonly tokens: number | null;
  /** It costs nothing: a local model, a free provider. */
  readonly free: boolean;
}

/** Why a call may not be made. */
export type ReservationRefusal =
  | { readonly reason: 'paused'; readonly pause: Pause }
  /**
   * Of the budgets without room, the one that has the least; `asked`: what was wanted of it; `resetsAt`: when the last of
   * them has begun anew, epoch milliseconds.
   */
  | {
      readonly reason: 'budget-exhausted';
      readonly standing: Standing;
      readonly asked: Amount;
      readonly resetsAt: number;
    }
  /** The budget counts in what nobody has said of the call. */
  | { readonly reason: 'price-unknown' | 'tokens-unknown'; readonly standing: Standing }
  /** A provider has a budget, and nobody has said whose the call is. */
  | { readonly reason: 'provider-unknown'; readonly standing: Standing }
  /** So many reservations are open that nobody seems to end them. */
  | { readonly reason: 'too-many' };

export type ReservationDecision =
  /** `held`: what its budgets hold until it is settled. */
  { readonly ok: true; readonly held: Spent } | { readonly ok: false; readonly refusal: ReservationRefusal };

/**
 * Whether a call may be made. A pause comes first, for free calls too: somebody said stop. No budget refuses a free call,
 * and none holds anything for it. Else what is spent, what is held and the call together must fit every budget; what fits
 * exactly fits. `standings`: of all budgets that bind the call, as they are now; `mayBind`: of one that would, were the call
 * its provider's; `pause`: its workflow's, `null` where it is not paused.
 */
export function decideReservation({
  asked,
  standings,
  mayBind = null,
  pause,
}: {
  readonly asked: Asked;
  readonly standings: readonly Standing[];
  readonly mayBind?: Standing | null;
  readonly pause: Pause | null;
}): ReservationDecision {
  if (pause !== null) return { ok: false, refusal: { reason: 'paused', pause } };
  if (asked.free) return { ok: true, held: NOTHING_SPENT };
  if (mayBind !== null) return { ok: false, refusal: { reason: 'provider-unknown', standing: mayBind } };
  const needs = standings.map((standing) => needOf(standing, asked));
  const unsaid = needs.find((need) => need.wanted === null);
  if (unsaid !== undefined) {
    const { standing } = unsaid;
    const reason = standing.budget.limit.unit === 'usd' ? 'price-unknown' : 'tokens-unknown';
    return { ok: false, refusal: { reason, standing } };
  }
  const short = needs.filter(isShort);
  const [tightest] = short.toSorted(byRoom);
  if (tightest !== undefined) {
    const { standing, wanted } = tightest;
    const resetsAt = Math.max(...short.map((need) => need.standing.window.end));
    return { ok: false, refusal: { reason: 'budget-exhausted', standing, asked: wanted, resetsAt } };
  }
  // What is not known is held by no budget: one that counts it has refused above.
  return { ok: true, held: { pico: asked.pico ?? 0n, tokens: asked.tokens ?? 0 } };
}

interface Need<Wanted extends Amount | null = Amount | null> {
  readonly standing: Standing;
  /** What is left, in the unit of `wanted`; below nothing where more is taken than the limit. */
  readonly left: bigint;
  readonly wanted: Wanted;
}

function needOf(standing: Standing, { pico, tokens }: Asked): Need {
  const { budget, spent, held } = standing;
  const { limit } = budget;
  const left = unitsOf(limit) - unitsOf(amountOf(addSpent(spent, held), limit.unit));
  if (limit.unit === 'usd') return { standing, left, wanted: pico === null ? null : { unit: 'usd', pico } };
  return { standing, left, wanted: tokens === null ? null : { unit: 'tokens', tokens } };
}

function isShort(need: Need): need is Need<Amount> {
  return need.wanted !== null && need.left < unitsOf(need.wanted);
}

/** By how many such calls would fit: dollars and tokens can't be held against each other. */
function byRoom(one: Need<Amount>, other: Need<Amount>): number {
  const [a, b] = [one.left * atLeastOne(other.wanted), other.left * atLeastOne(one.wanted)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function atLeastOne(amount: Amount): bigint {
  const size = unitsOf(amount);
  return size > 0n ? size : 1n;
}
