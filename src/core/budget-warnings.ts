import { amountOf, typeAmount, unitsOf } from './amount.ts';
import { scopeKey } from './budget.ts';
import type { Amount, Budget, BudgetWindow, Spent } from './budget.ts';
import type { Forecast } from './forecast.ts';

const PARTS = 1_000_000;

/** Something to tell of a budget. */
export interface BudgetWarning {
  /** Names it for ever: told once, it is told. */
  readonly key: string;
  /** The share that was reached (0.8), or that it will be gone at this rate. */
  readonly about: number | 'forecast';
  /** Keys of what needs not be told any more once this is. */
  readonly covers: readonly string[];
}

export interface WarningsInput {
  readonly budget: Budget;
  readonly window: BudgetWindow;
  readonly spent: Spent;
  /** Shares of the limit, in any order: 0.8. */
  readonly warnAt: readonly number[];
  readonly forecast: Forecast;
  /** Keys of what was told, and of what that covered. */
  readonly told: ReadonlySet<string>;
}

/**
 * What is to be told now of a budget: nothing twice within a window. Of several shares reached at once only the highest.
 * A forecast only as long as the highest share has not been reached, and not beside a share, which says it as well. The
 * limit is a part of the key: after a change of it, what is true of the new one is told.
 */
export function budgetWarnings(input: WarningsInput): readonly BudgetWarning[] {
  const { budget, spent, warnAt, told } = input;
  const shares = warnAt.toSorted((a, b) => a - b);
  const reached = shares.filter((share) => isReached(spent, budget.limit, share));
  const key = (about: number | 'forecast'): string => warningKey(input, about);
  const highest = reached.at(-1);
  const expected = input.forecast.exhaustedAt !== null;
  if (highest !== undefined && !told.has(key(highest))) {
    const below = reached.filter((share) => share < highest).map(key);
    return [{ key: key(highest), about: highest, covers: expected ? [...below, key('forecast')] : below }];
  }
  const isOver = isReached(spent, budget.limit, 1) || (highest !== undefined && highest === shares.at(-1));
  if (!expected || isOver || told.has(key('forecast'))) return [];
  return [{ key: key('forecast'), about: 'forecast', covers: [] }];
}

/** `budget/workflow:digest/day/1764288000000/$1.00/80`: scope, period, beginning, limit, percent or `forecast`. */
function warningKey({ budget, window }: WarningsInput, about: number | 'forecast'): string {
  const limit = typeAmount(budget.limit).replace(' ', '-');
  const what = about === 'forecast' ? about : String(Math.round(about * PARTS) / (PARTS / 100));
  return ['budget', scopeKey(budget.scope), budget.period, window.start, limit, what].join('/');
}

function isReached(spent: Spent, limit: Amount, share: number): boolean {
  const used = unitsOf(amountOf(spent, limit.unit));
  return used * BigInt(PARTS) >= unitsOf(limit) * BigInt(Math.round(share * PARTS));
}
