import { SECOND_MS } from '../../core/duration.ts';
import { z } from 'zod';

/** A limit in milliseconds. */
export const msThreshold = z.number().min(0).max(86_400_000).describe('milliseconds');

/** A range, both ends in it; one end may be missing. */
export const rangeValue = z.strictObject({
  min: z.int().min(0).optional().describe('at least; default: no limit'),
  max: z.int().min(0).optional().describe('at most; default: no limit'),
});
export type Range = z.infer<typeof rangeValue>;

/** What is wrong with a range, `null`: nothing. */
export function rangeProblem({ min, max }: Range): string | null {
  if (min === undefined && max === undefined) return 'needs `min` or `max`';
  return min !== undefined && max !== undefined && min > max
    ? 'has a `min` that is more than its `max`'
    : null;
}

/** How a number stands to a range: `within 10 to 20`, `more than 20`. */
export function within(
  count: number,
  { min = 0, max = Infinity }: Range,
): { readonly holds: boolean; readonly how: string } {
  if (count < min) return { holds: false, how: `less than ${min}` };
  if (count > max) return { holds: false, how: `more than ${max}` };
  if (max === Infinity) return { holds: true, how: `at least ${min}` };
  return { holds: true, how: min === max ? 'just so many' : `within ${min} to ${max}` };
}

/** Milliseconds to a tenth, so that what is just over a limit reads so: `820 ms`, `4.0004 s`. */
export function sayMs(ms: number): string {
  return ms < SECOND_MS ? `${Number(ms.toFixed(1))} ms` : `${Number((ms / SECOND_MS).toFixed(4))} s`;
}
