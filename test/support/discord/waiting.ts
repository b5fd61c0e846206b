/** A list that can be waited for: no test has to sleep. */
export interface Waitable<T> {
  readonly all: readonly T[];
  add(item: T): void;
  /** Resolves with the first item from now on (or from `from`, a position in `all`) that fits. */
  next(fits?: (item: T) => boolean, from?: number): Promise<T>;
  /** Resolves when there are so many. */
  count(wanted: number): Promise<readonly T[]>;
}

export function createWaitable<T>(): Waitable<T> {
  const all: T[] = [];
  const checks = new Set<() => void>();

  function until<R>(look: () => R | undefined): Promise<R> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        checks.delete(check);
        resolve(found);
      };
      checks.add(check);
      check();
    });
  }

  return {
    all,
    add(item) {
      all.push(item);
      for (const check of checks) check();
    },
    next(fits = () => true, from = all.length) {
      return until(() => all.slice(from).find(fits));
    },
    count: (wanted) => until(() => (all.length >= wanted ? all : undefined)),
  };
}
