/**
 * How long to wait before try `failures + 1`: doubling from `baseMs` to `capMs`, the upper half of it by chance,
 * so that many clients of one far end don't return at the same moment. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number, baseMs = 1_000, capMs = 300_000): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full / 2 + (full / 2) * random);
}
