import { DAY_MS, HOUR_MS } from '../../../src/core/duration.ts';
import { createChance } from '../../support/chance.ts';

const DAYS = 30;
/** Days are counted from 1, and begin at midnight. */
const DOUBLES_ON_DAY = 20;
const BREAKS_ON_DAY = 25;
/** By then there are enough runs to tell what is slow, so that a blip proves something. */
const BLIPS_FROM_DAY = 6;
const BLIPS_OF_EACH = 10;
const TYPICAL_MS = 900;
const BLIP_TIMES = 3;

/** A single answer that is put into a code fence, or that takes three times as long. */
export type Blip = 'format' | 'slow';

export interface MonthSettings {
  readonly seed: number;
  /** Standard deviation of the logarithms of the latencies. */
  readonly sigma: number;
  /** A divisor of 24. */
  readonly everyHours: number;
}

/**
 * What a model does in thirty days, slot by slot of its canary's schedule, counted from 0. The same settings, the same
 * month.
 */
export interface MonthPlan {
  readonly slots: number;
  readonly slotMs: number;
  /** From this slot on it takes twice as long. */
  readonly doublesAt: number;
  /** From this slot on it puts its answers into a code fence. */
  readonly breaksAt: number;
  /** Slots whose first answer, and no other, has a blip. */
  readonly blips: ReadonlyMap<number, Blip>;
  /** How long an answer takes in milliseconds; drawn anew each time. */
  latencyMs(slot: number, blip: Blip | null): number;
  isFenced(slot: number, blip: Blip | null): boolean;
}

export function planMonth({ seed, sigma, everyHours }: MonthSettings): MonthPlan {
  const chance = createChance(seed);
  const slotMs = everyHours * HOUR_MS;
  const slotOf = (day: number): number => ((day - 1) * DAY_MS) / slotMs;
  const doublesAt = slotOf(DOUBLES_ON_DAY);
  const breaksAt = slotOf(BREAKS_ON_DAY);
  const blips = new Map<number, Blip>();
  // Each while it can still be told from what comes to stay; so a wrong format may fall into the slow days.
  const kinds = [
    { kind: 'slow', before: doublesAt },
    { kind: 'format', before: breaksAt },
  ] as const;
  for (const { kind, before } of kinds) {
    const enough = blips.size + BLIPS_OF_EACH;
    while (blips.size < enough) {
      const slot = chance.whole(slotOf(BLIPS_FROM_DAY), before);
      if (!blips.has(slot)) blips.set(slot, kind);
    }
  }
  return {
    slots: (DAYS * DAY_MS) / slotMs,
    slotMs,
    doublesAt,
    breaksAt,
    blips,
    latencyMs(slot, blip) {
      const times = (slot >= doublesAt ? 2 : 1) * (blip === 'slow' ? BLIP_TIMES : 1);
      return Math.round(TYPICAL_MS * times * Math.exp(sigma * chance.normal()));
    },
    isFenced: (slot, blip) => slot >= breaksAt || blip === 'format',
  };
}
