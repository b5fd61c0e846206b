import { z } from 'zod';
import { OLDEST_USE_MS } from '../../core/usage.ts';
import type { Read } from './refused-span.ts';

const nanos = z
  .union([z.string().regex(/^\d{1,20}$/), z.number().nonnegative()])
  .nullish()
  .transform((value) => BigInt(typeof value === 'number' ? Math.trunc(value) : (value ?? 0)));
const times = z.object({ startTimeUnixNano: nanos, endTimeUnixNano: nanos });

const NANOS_A_MS = 1_000_000n;

/**
 * When a call was over (epoch milliseconds: its end, else its start, else `now`, and never later than `now`, because it
 * is being reported), and how long it took in milliseconds with their fraction; `null`: not known.
 */
export function timeOfSpan(
  span: unknown,
  now: number,
): Read<{ readonly at: number; readonly latencyMs: number | null }> {
  const parsed = times.safeParse(span);
  if (!parsed.success) return { ok: false, why: 'time' };
  const { startTimeUnixNano: start, endTimeUnixNano: end } = parsed.data;
  const last = end === 0n ? start : end;
  const at = last === 0n ? now : Math.min(Number(last / NANOS_A_MS), now);
  // Forgotten before long, it would count again whenever it came again.
  if (at < now - OLDEST_USE_MS) return { ok: false, why: 'too-old' };
  const isKnown = start !== 0n && end >= start;
  return { ok: true, value: { at, latencyMs: isKnown ? Number(end - start) / Number(NANOS_A_MS) : null } };
}
