/**
 * What one call of `judge` may cost in all, in steps; a step is about a nanosecond of a desktop machine, so that this is
 * a twentieth of a second. The program does nothing else meanwhile, and a stranger writes what is judged. One assertion
 * about an honest answer of some thousand characters takes about a hundredth of it, or less.
 */
const MOST_STEPS = 50_000_000;

/** Takes steps from a budget. Throws `TooMuch` where so many are not left. */
export type Spend = (steps: number) => void;

/** Thrown, because that alone stops a JSON Schema's compiled code. */
export class TooMuch extends Error {
  constructor() {
    super('is too long or too tangled to be judged in time');
  }
}

export function createBudget(): Spend {
  let left = MOST_STEPS;
  return (steps) => {
    if (steps > left) throw new TooMuch();
    left -= steps;
  };
}
