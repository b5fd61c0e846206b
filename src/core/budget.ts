export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** What a budget is for: one workflow, one provider, or all of it. */
export type BudgetScope =
  | { readonly kind: 'workflow'; readonly name: string }
  | { readonly kind: 'provider'; readonly name: string }
  | { readonly kind: 'overall' };

/** So much money (pico-USD), or so many tokens that cost money. */
export type Amount =
  | { readonly unit: 'usd'; readonly pico: bigint }
  | { readonly unit: 'tokens'; readonly tokens: number };

export interface Budget {
  readonly scope: BudgetScope;
  readonly period: Period;
  readonly limit: Amount;
}

/** What was used within a window, or is held for calls that are under way. */
export interface Spent {
  readonly pico: bigint;
  /** Tokens of calls that are not free. */
  readonly tokens: number;
}

export const NOTHING_SPENT: Spent = { pico: 0n, tokens: 0 };

export function addSpent(one: Spent, other: Spent): Spent {
  return { pico: one.pico + other.pico, tokens: one.tokens + other.tokens };
}

export function lessSpent(one: Spent, other: Spent): Spent {
  return { pico: one.pico - other.pico, tokens: one.tokens - other.tokens };
}

/** Names a budget's subject for ever: `workflow:digest`, `provider:openai`, `overall`. */
export function scopeKey(scope: BudgetScope): string {
  return scope.kind === 'overall' ? 'overall' : `${scope.kind}:${scope.name}`;
}

/** The same in words: `digest`, `provider openai`, `everything`. */
export function sayScope(scope: BudgetScope): string {
  if (scope.kind === 'overall') return 'everything';
  return scope.kind === 'workflow' ? scope.name : `provider ${scope.name}`;
}

/** True where a call of this workflow at this provider counts for the scope. */
export function isFor(scope: BudgetScope, workflow: string, provider: string | null): boolean {
  if (scope.kind === 'overall') return true;
  return scope.name === (scope.kind === 'workflow' ? workflow : provider);
}

/** When windows begin. */
export interface BudgetAnchor {
  /** IANA name. */
  readonly zone: string;
  /** 0 to 23, by the zone's clock. */
  readonly startHour: number;
  /** 1 is Monday. */
  readonly weekStart: 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** Epoch milliseconds: `start <= at < end`. */
export interface BudgetWindow {
  readonly start: number;
  readonly end: number;
}

/** How a budget stands. */
export interface Standing {
  readonly budget: Budget;
  readonly window: BudgetWindow;
  /** What was used in the window, as far as its cost is known. */
  readonly spent: Spent;
  /** Held for calls that are under way, whenever they began. */
  readonly held: Spent;
  /** Calls in the window whose cost is not known. */
  readonly unpricedCalls: number;
}
