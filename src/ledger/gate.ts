/** Lets work pass side by side, but for what must be alone. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for what is inside, and keeps everybody else out meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
  let inside = 0;
  let closed: Promise<void> | null = null;
  let waiting: (() => void)[] = [];

  function leave(): void {
    inside--;
    if (inside > 0) return;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  return {
    async pass(work) {
      while (closed !== null) await closed;
      inside++;
      try {
        return await work();
      } finally {
        leave();
      }
    },
    async alone(work) {
      const before = closed;
      const { promise, resolve: open } = Promise.withResolvers<void>();
      closed = promise;
      try {
        await before;
        if (inside > 0) await new Promise<void>((wake) => waiting.push(wake));
        return await work();
      } finally {
        if (closed === promise) closed = null;
        open();
      }
    },
  };
}
