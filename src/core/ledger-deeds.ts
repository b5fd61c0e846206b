/** What people do about spend, and what becomes of it. None of it rejects. */
import type { Amount, BudgetScope, Period } from './budget.ts';
import type { BudgetView } from './ledger-views.ts';
import type { Pause } from './ledger.ts';

/** `limit`: `null` takes the limit away, `configured` gives back what the configuration says. */
export interface BudgetAsked {
  /** A workflow's name, `provider:NAME`, or `overall`. */
  readonly target: string;
  readonly period: Period;
  readonly limit: Amount | 'configured' | null;
}

export type BudgetSet =
  /** `was`: the limit before; `now`: as it stands. */
  | {
      readonly outcome: 'budget-set';
      readonly scope: BudgetScope;
      readonly was: Amount | null;
      readonly limit: Amount | null;
      readonly now: readonly BudgetView[];
    }
  /** `names`: what has a budget, or may have one. */
  | { readonly outcome: 'unknown'; readonly names: readonly string[] }
  | { readonly outcome: 'unavailable' };

export type Paused =
  | { readonly outcome: 'paused' | 'already-paused'; readonly pause: Pause }
  | { readonly outcome: 'unknown'; readonly names: readonly string[] }
  | { readonly outcome: 'unavailable' };

export type Resumed =
  | { readonly outcome: 'resumed'; readonly pause: Pause }
  | { readonly outcome: 'not-paused' }
  | { readonly outcome: 'unknown'; readonly names: readonly string[] }
  | { readonly outcome: 'unavailable' };

export type DigestSpan = 'day' | 'week';
