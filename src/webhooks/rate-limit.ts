const MAX_KEYS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

export type Limited = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

/** Counts requests against limits of the form "N at once, refilled evenly". */
export interface RateLimit {
  /** Takes one token of `key`. `now` is monotonic milliseconds. */
  take(key: string, limit: { readonly count: number; readonly perMs: number }, now: number): Limited;
  /** How many keys are remembered; never more than the bound. */
  size(): number;
}

const OK: Limited = { ok: true };

/** A token bucket for each key. The key that was used least recently is forgotten where `maxKeys` would be exceeded. */
export function createRateLimit(maxKeys: number = MAX_KEYS): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take(key, { count, perMs }, now) {
      const known = buckets.get(key);
      // Taken out and put back, so that the map's order is the order of use.
      if (known !== undefined) buckets.delete(key);
      else if (buckets.size >= maxKeys) forgetOldest(buckets);
      const bucket = known ?? { tokens: count, at: now };
      buckets.set(key, bucket);
      const refilled = (Math.max(0, now - bucket.at) * count) / perMs;
      bucket.tokens = Math.min(count, bucket.tokens + refilled);
      bucket.at = now;
      if (bucket.tokens < 1)
        return { ok: false, retryAfterMs: Math.ceil(((1 - bucket.tokens) * perMs) / count) };
      bucket.tokens -= 1;
      return OK;
    },
    size: () => buckets.size,
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const oldest = buckets.keys().next();
  if (oldest.done !== true) buckets.delete(oldest.value);
}
