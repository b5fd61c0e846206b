import { amountOf, sayAmount, unitsOf } from '../core/amount.ts';
import { addSpent, sayScope } from '../core/budget.ts';
import type { ReservationRefusal } from '../core/decide-reservation.ts';
import { dollarsOf } from '../core/money.ts';

/** How a refused reservation is answered. `error` says in a line what to do. */
export interface SaidRefusal {
  readonly status: 402 | 403 | 422 | 429;
  /** Before it nothing changes; seconds. `null`: not by waiting. */
  readonly retryAfterS: number | null;
  readonly error: string;
  readonly reason: ReservationRefusal['reason'];
  readonly [detail: string]: unknown;
}

const SOON_S = 10;

/** `now`: epoch milliseconds. */
export function sayRefusal(refusal: ReservationRefusal, now: number): SaidRefusal {
  switch (refusal.reason) {
    case 'paused': {
      const { workflow, at, by, reason } = refusal.pause;
      const why = reason === null ? '' : ` (${reason})`;
      return {
        status: 403,
        retryAfterS: null,
        error: `${workflow} was paused by ${by}${why}: "/resume ${workflow}" lets it go on`,
        reason: 'paused',
        pausedBy: by,
        pausedAt: new Date(at).toISOString(),
        pauseReason: reason,
      };
    }
    case 'budget-exhausted':
      return sayExhausted(refusal, now);
    case 'price-unknown':
      return {
        status: 422,
        retryAfterS: null,
        error: `nobody knows what this call costs, and ${sayScope(refusal.standing.budget.scope)} has a budget in dollars: send estimate.usd, or say the model's price in the configuration (ledger.providers.NAME.prices)`,
        reason: 'price-unknown',
      };
    case 'tokens-unknown':
      return {
        status: 422,
        retryAfterS: null,
        error: `${sayScope(refusal.standing.budget.scope)} has a budget in tokens: send estimate.inputTokens and estimate.outputTokens`,
        reason: 'tokens-unknown',
      };
    case 'provider-unknown':
      return {
        status: 422,
        retryAfterS: null,
        error: `${sayScope(refusal.standing.budget.scope)} has a budget, and nobody said whose call this is: send provider and model`,
        reason: 'provider-unknown',
      };
    case 'too-many':
      return {
        status: 429,
        retryAfterS: SOON_S,
        error: 'too many reservations are open: settle or cancel those that are done',
        reason: 'too-many',
      };
    default:
      return refusal satisfies never;
  }
}

function sayExhausted(
  { standing, asked, resetsAt: roomAt }: Extract<ReservationRefusal, { reason: 'budget-exhausted' }>,
  now: number,
): SaidRefusal {
  const { budget, window, spent, held } = standing;
  const { limit, scope, period } = budget;
  const taken = amountOf(addSpent(spent, held), limit.unit);
  const resetsAt = new Date(window.end).toISOString();
  const inUsd = limit.unit === 'usd';
  const next =
    unitsOf(asked) > unitsOf(limit)
      ? 'that is more than all of it'
      : roomAt > window.end
        ? `it starts anew at ${resetsAt}, and another budget without room at ${new Date(roomAt).toISOString()}`
        : `it starts anew at ${resetsAt}`;
  return {
    status: 402,
    retryAfterS: Math.max(1, Math.ceil((roomAt - now) / 1_000)),
    error: `the ${period}'s budget of ${sayScope(scope)} has no room for ${sayAmount(asked)}: ${sayAmount(taken)} of ${sayAmount(limit)} are used or reserved; ${next}`,
    reason: 'budget-exhausted',
    scope: scope.kind,
    name: scope.kind === 'overall' ? null : scope.name,
    period,
    limitUsd: inUsd ? dollarsOf(limit.pico) : null,
    limitTokens: inUsd ? null : limit.tokens,
    spentUsd: dollarsOf(spent.pico),
    spentTokens: spent.tokens,
    reservedUsd: dollarsOf(held.pico),
    reservedTokens: held.tokens,
    resetsAt,
  };
}
