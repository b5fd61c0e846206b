import type { Spend } from './budget.ts';

/** What a schema takes at a time, and for each value of JSON in what it looks at. */
const STEPS_PER_LOOK = 2_000;
const STEPS_PER_VALUE = 100;
/** So many characters of a text count as one more value. */
const CHARACTERS_PER_VALUE = 16;

/** What a compiled JSON Schema takes from the budget of whoever asks it. */
export interface Meter {
  /** Asks a schema of a value at `spend`'s cost, for one look at it already. */
  run<Result>(value: unknown, spend: Spend, ask: () => Result): Result;
  /** Pays for another look at a value and all that is in it. */
  readonly look: (value: unknown) => void;
  /** How many values there are in one, itself among them; a long text counts as several. */
  readonly sizeOf: (value: unknown) => number;
  readonly spend: Spend;
}

/** Between two questions nobody pays, and nothing is asked. */
const nobody: Spend = () => {};

export function createMeter(): Meter {
  let spend = nobody;
  let sizes = new WeakMap<object, number>();

  function look(value: unknown): void {
    spend(STEPS_PER_LOOK + STEPS_PER_VALUE * sizeOf(value));
  }

  function sizeOf(value: unknown): number {
    if (typeof value === 'string') return 1 + value.length / CHARACTERS_PER_VALUE;
    if (typeof value !== 'object' || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    let size = 1;
    for (const inner of Object.values(value)) size += sizeOf(inner);
    sizes.set(value, size);
    return size;
  }

  return {
    run(value, by, ask) {
      spend = by;
      try {
        look(value);
        return ask();
      } finally {
        spend = nobody;
        sizes = new WeakMap();
      }
    },
    look,
    sizeOf,
    spend: (steps) => spend(steps),
  };
}
