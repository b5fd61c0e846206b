import { sayDuration } from '../../core/duration.ts';
import type { Verdict } from '../../core/probe.ts';
import type { CanaryView } from '../../core/probe-views.ts';

/** As signs, for who only glances. */
export const VERDICT_MARKS = { pass: '✓', fail: '✗', unmeasured: '?' } as const satisfies Record<
  Verdict,
  string
>;

/** What a run came to, in words that nobody mixes up: `FAILED` is the far end's doing, `not measured` says nothing of it. */
export const VERDICT_WORDS = {
  pass: 'passed',
  fail: 'FAILED',
  unmeasured: 'not measured',
} as const satisfies Record<Verdict, string>;

/** When it runs next: `next in 48 min`. */
export function sayNext({ nextAt }: Pick<CanaryView, 'nextAt'>, now: number): string {
  if (nextAt === null) return 'never by itself';
  const left = Date.parse(nextAt) - now;
  return left <= 0 ? 'due now' : `next in ${sayDuration(left)}`;
}
