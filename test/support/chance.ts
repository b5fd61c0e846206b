const RANGE = 2 ** 32;

/** Chance that comes out the same for the same seed. */
export interface Chance {
  /** A whole number from `from` on, below `to`. */
  whole(from: number, to: number): number;
  /** Normally distributed, with the mean 0 and the standard deviation 1. */
  normal(): number;
}

/** Mulberry32 (Tommy Ettinger, public domain), and by Box and Muller's transformation what is normally distributed. */
export function createChance(seed: number): Chance {
  let state = seed | 0;

  /** At least 0, below 1. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / RANGE;
  }

  return {
    whole: (from, to) => from + Math.floor(next() * (to - from)),
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return radius * Math.cos(2 * Math.PI * next());
    },
  };
}
