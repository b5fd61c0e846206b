import { createTask, parse, validateDetailed } from 'node-cron';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/duration.ts';

/**
 * How far a next slot is looked for, and how far back one that passed. Each question costs some microseconds: after so many
 * the search ends.
 */
const AHEAD_MS = 40 * DAY_MS;
const MOST_ASKED = 4_000;
const BACK_MS = 8 * DAY_MS;
/** The longest that runs are spread after their slot, and their share of the time between two slots. */
const MOST_JITTER_MS = MINUTE_MS;
const JITTER_SHARE = 1 / 60;
const SPREAD = 1_009;
const MINUTES = 60;
const QUARTERS = [0, 15, 30, 45] as const;

/**
 * Slots of a cron expression: whole minutes by the wall clock of a zone. A time of day that the zone skips in spring has
 * no slot, one that it has twice in autumn has two: for who looks hourly neither matters, and a daily look more or less
 * harms nobody. Epoch milliseconds throughout.
 */
export interface Schedule {
  /** The first slot after `at`; `null`: none within 40 days, or none that is found with a bounded search. */
  next(at: number): number | null;
  /** The newest slot later than `from` and not later than `to`, and how many there are; looks back 8 days at most. */
  passed(from: number, to: number): { readonly newest: number | null; readonly count: number };
  /** From a slot to the one after it; an hour where that is further away. */
  gapMs(slot: number): number;
}

/** Five fields; seconds are no use for what is asked over a network. */
export function isCron(text: string): boolean {
  return text.trim().split(/\s+/).length === 5 && validateDetailed(text).valid;
}

/** `expression` is one that `isCron` takes, `timezone` an IANA name. */
export function createSchedule(expression: string, timezone: string): Schedule {
  // Never started: only asked whether a minute is one of its.
  const task = createTask(expression, () => {}, { timezone });
  const worthAsking = minutesOfAnyZone(parse(expression).minute);
  const mayBe = (at: number): boolean => worthAsking.has((at / MINUTE_MS) % MINUTES);
  const isSlot = (at: number): boolean => mayBe(at) && task.match(new Date(at));
  return {
    next(at) {
      let asked = 0;
      for (let slot = minuteOf(at) + MINUTE_MS; slot <= at + AHEAD_MS; slot += MINUTE_MS) {
        if (!mayBe(slot)) continue;
        if (task.match(new Date(slot))) return slot;
        asked += 1;
        if (asked === MOST_ASKED) return null;
      }
      return null;
    },
    passed(from, to) {
      let newest: number | null = null;
      let count = 0;
      for (let slot = minuteOf(to); slot > Math.max(from, to - BACK_MS); slot -= MINUTE_MS) {
        if (!isSlot(slot)) continue;
        newest ??= slot;
        count += 1;
      }
      return { newest, count };
    },
    gapMs(slot) {
      for (let gap = MINUTE_MS; gap < HOUR_MS; gap += MINUTE_MS) if (isSlot(slot + gap)) return gap;
      return HOUR_MS;
    },
  };
}

/**
 * How long after its slots a probe runs: a minute at most and a sixtieth of the time to the next slot, always the same for
 * the same name, so that not all of them ask in the same second and a restart moves nothing.
 */
export function jitterMs(name: string, gapMs: number): number {
  let spread = 0;
  for (const character of name) spread = (spread * 31 + (character.codePointAt(0) ?? 0)) % SPREAD;
  return Math.floor((Math.min(MOST_JITTER_MS, gapMs * JITTER_SHARE) * spread) / SPREAD);
}

/** Minutes of an hour by UTC at which a zone's clock may show one of these: every zone is off by whole quarters of an hour. */
function minutesOfAnyZone(minutes: readonly number[]): ReadonlySet<number> {
  return new Set(minutes.flatMap((minute) => QUARTERS.map((off) => (minute + off) % MINUTES)));
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
