import type { Amount } from './budget.ts';
import type { BudgetView } from './ledger-views.ts';
import { picoOfUsd } from './usd.ts';

type Unit = Pick<BudgetView, 'unit'>;

/** The limit of a budget in its unit; `null`: there is none. Throws `RangeError` where a view's text is no amount. */
export function limitOf({
  unit,
  limitUsd,
  limitTokens,
}: Unit & Pick<BudgetView, 'limitUsd' | 'limitTokens'>): Amount | null {
  if (unit === 'usd') return limitUsd === null ? null : { unit, pico: picoOfUsd(limitUsd) };
  return limitTokens === null ? null : { unit, tokens: limitTokens };
}

/** What of it is spent, in its unit. */
export function spentOf({
  unit,
  spentUsd,
  spentTokens,
}: Unit & Pick<BudgetView, 'spentUsd' | 'spentTokens'>): Amount {
  return amountOf(unit, spentUsd, spentTokens);
}

/** What of it is held for calls that are under way, in its unit. */
export function reservedOf({
  unit,
  reservedUsd,
  reservedTokens,
}: Unit & Pick<BudgetView, 'reservedUsd' | 'reservedTokens'>): Amount {
  return amountOf(unit, reservedUsd, reservedTokens);
}

function amountOf(unit: Amount['unit'], usd: string, tokens: number): Amount {
  return unit === 'usd' ? { unit, pico: picoOfUsd(usd) } : { unit, tokens };
}
