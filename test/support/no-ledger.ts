import type { LedgerActions } from '../../src/core/ledger-actions.ts';

/** Of a program without a ledger: nobody is charged, and nothing can be booked. */
export const NO_LEDGER: LedgerActions = {
  record: () => Promise.reject(new Error('nothing can be booked')),
  reserve: () => Promise.resolve({ outcome: 'unavailable' }),
  settle: () => Promise.resolve({ outcome: 'unavailable' }),
  cancel: () => Promise.resolve({ outcome: 'unavailable' }),
  standings: () => [],
  budgets: () => Promise.resolve([]),
  setBudget: () => Promise.resolve({ outcome: 'unavailable' }),
  pause: () => Promise.resolve({ outcome: 'unavailable' }),
  resume: () => Promise.resolve({ outcome: 'unavailable' }),
  workflows: () => [],
  reprice: () => Promise.reject(new Error('nothing can be booked')),
  usage: () => Promise.resolve(null),
};
