import type { Acknowledged, Muted, Rerun, Unmuted } from './alerts.ts';
import type { UseOutcome } from './chat.ts';
import type { BudgetSet, Paused, Resumed } from './ledger-deeds.ts';

/** What became of something that somebody asked for. */
export type DeedOutcome =
  | Acknowledged['outcome']
  | Muted['outcome']
  | Unmuted['outcome']
  | Awaited<ReturnType<Rerun>>['outcome']
  | BudgetSet['outcome']
  | Paused['outcome']
  | Resumed['outcome']
  | 'replayed';

const OUTCOMES = {
  acknowledged: 'allowed',
  muted: 'allowed',
  unmuted: 'allowed',
  replayed: 'allowed',
  'budget-set': 'allowed',
  paused: 'allowed',
  resumed: 'allowed',
  ok: 'allowed',
  failing: 'allowed',
  unmeasured: 'allowed',
  already: 'nothing',
  'already-muted': 'nothing',
  'already-paused': 'nothing',
  'not-paused': 'nothing',
  over: 'nothing',
  none: 'nothing',
  unknown: 'nothing',
  'too-long': 'usage',
  'bad-target': 'usage',
  'too-many': 'failed',
  unavailable: 'failed',
} as const satisfies Record<DeedOutcome, UseOutcome>;

/** How the audit trail says what became of it. */
export function useOutcomeOf(deed: DeedOutcome): UseOutcome {
  return OUTCOMES[deed];
}
