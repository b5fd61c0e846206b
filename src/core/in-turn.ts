/** Runs one piece of work after another. */
export interface InTurn {
  /** Rejects where as many wait already as may. `urgent`: runs all the same. */
  <T>(work: () => Promise<T>, urgent?: boolean): Promise<T>;
}

export function createInTurn(most: number): InTurn {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (work, urgent = false) => {
    if (waiting >= most && !urgent) throw new Error(`${most} wait for their turn already`);
    waiting += 1;
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    try {
      await before;
      return await work();
    } finally {
      waiting -= 1;
      resolve();
    }
  };
}
