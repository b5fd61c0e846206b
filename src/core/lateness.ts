/** How late our own event loop is. */
export interface Lateness {
  /** Begins to watch; the returned end says by how many milliseconds it was late at the worst. */
  begin(): () => Promise<number>;
}

/** Whoever holds the clock lets time pass in jumps: nothing is ever late. */
export const NEVER_LATE: Lateness = { begin: () => () => Promise.resolve(0) };
