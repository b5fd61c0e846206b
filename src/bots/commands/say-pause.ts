import { isCanaryWorkflow } from '../../core/canary-workflow.ts';
import { sayAgo } from '../../core/duration.ts';
import type { Pause } from '../../core/ledger.ts';
import { part } from './say.ts';

const MAX_NAME = 60;
const MAX_REASON = 120;

/** What a pause does, and what it does not, a line each. */
export function sayWhatStops(workflow: string): readonly string[] {
  const first = isCanaryWorkflow(workflow)
    ? 'The canary is not asked until then.'
    : 'What it wants to reserve is refused, and the answer says why.';
  return [first, 'A call that it makes all the same is still booked.'];
}

/** Since when, by whom and why: `since 2 h ago by ada (it loops)`. */
export function sayPausedBy({ at, by, reason }: Pause, now: number): string {
  const why = reason === null ? '' : ` (${part(reason, MAX_REASON)})`;
  return `${sayAgo(at, now)} by ${part(by, MAX_NAME)}${why}`;
}
