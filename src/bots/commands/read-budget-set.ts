import { AMOUNT_RULE, parseAmount } from '../../core/amount.ts';
import { PERIODS, type Period } from '../../core/budget.ts';
import type { BudgetAsked } from '../../core/ledger-deeds.ts';
import { part } from './say.ts';

const MAX_WORD = 40;
const WORDS = /^(?:set(?:\s+|$))?(\S*)\s*(.*)$/i;

type BudgetToSet =
  | ({ readonly ok: true } & Pick<BudgetAsked, 'period' | 'limit'>)
  /** `problem`: why not, without its end. */
  | { readonly ok: false; readonly problem: string };

/** `set day $2`, `week 200k tokens`, `set day off` (no limit), `set month default` (as configured). Untrusted. */
export function readBudgetSet(text: string): BudgetToSet {
  const [, word = '', amount = ''] = WORDS.exec(text.trim()) ?? [];
  const period = PERIODS.find((each) => each === word.toLowerCase());
  if (period === undefined) {
    return { ok: false, problem: `${part(word, MAX_WORD) || 'That'} is none of ${PERIODS.join(', ')}` };
  }
  return limitOf(period, amount.trim());
}

function limitOf(period: Period, amount: string): BudgetToSet {
  switch (amount.toLowerCase()) {
    case '':
      return { ok: false, problem: `A limit a ${period} is missing: $2, 200k tokens, off or default` };
    case 'off':
      return { ok: true, period, limit: null };
    case 'default':
      return { ok: true, period, limit: 'configured' };
    default: {
      const limit = parseAmount(amount);
      return limit === null
        ? { ok: false, problem: `${part(amount, MAX_WORD)} ${AMOUNT_RULE}, or off, or default` }
        : { ok: true, period, limit };
    }
  }
}
