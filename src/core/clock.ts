/** Where time comes from. Everything that waits, expires or is measured asks this and nothing else. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds from an arbitrary origin; never runs backwards. Latencies are differences of these. */
  monotonic(): number;
  /** Calls `fn` once, `ms` milliseconds from now (any length; not negative); returns its cancel. */
  after(ms: number, fn: () => void): () => void;
}
