/** What the program has answered for so far, over all of its lives. Sums in thousandths of a dollar. */
export interface Promised {
  /** What is held, by the id, of what was answered with 201. */
  readonly reserved: Map<string, number>;
  /** What was booked, by the id, of what was answered as settled. */
  readonly settled: Map<string, number>;
  readonly cancelled: Set<string>;
  /** An end that was asked for and not answered: with how much, or (`null`) a cancel. It may have happened. */
  readonly unsure: Map<string, number | null>;
  refused: number;
}

export function nothingPromised(): Promised {
  return { reserved: new Map(), settled: new Map(), cancelled: new Set(), unsure: new Map(), refused: 0 };
}

/** Requests that were answered, and were no end of anything. */
export function answered({ reserved, refused }: Promised): number {
  return reserved.size + refused;
}
