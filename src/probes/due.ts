import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/duration.ts';
import { jitterMs, type Schedule } from './schedule.ts';

/** After a sleep of the machine timers are late by as long: so often the clock is looked at. */
const LOOK_MS = 5 * MINUTE_MS;
/** How often a slot that is far away is searched for; each search looks a day ahead at the least. */
const SEARCH_MS = 12 * HOUR_MS;

/** What a probe has to do next. */
export type Due =
  /** `missed`: slots before this one that passed unseen. */
  | { readonly kind: 'slot'; readonly slot: number; readonly missed: number }
  | { readonly kind: 'wait'; readonly ms: number };

/** The slots of one probe, told in order, each once. Epoch milliseconds. */
export interface Slots {
  /** A slot that is due is told once. */
  due(now: number): Due;
  /** When the next slot is due; `null`: not within 40 days. */
  nextAt(now: number): number | null;
}

/** `lastSlot`: the newest that an earlier process began; `null`: none ever was, and what passed before is nobody's. */
export function createSlots(
  name: string,
  schedule: Schedule,
  lastSlot: number | null,
  startedAt: number,
): Slots {
  let done = lastSlot;
  let looked = Math.min(lastSlot ?? startedAt, startedAt);
  let lastNow = startedAt;
  let next = nextAfter(looked);
  /** A search that found nothing is not made again at once. */
  let searchAt = startedAt + SEARCH_MS;

  function nextAfter(at: number): { readonly slot: number; readonly dueAt: number } | null {
    const slot = schedule.next(at);
    return slot === null ? null : { slot, dueAt: slot + jitterMs(name, schedule.gapMs(slot)) };
  }

  /** What was begun is not begun again, but by a clock that was set back to before it. */
  function from(now: number): number {
    return done !== null && done <= now ? Math.max(looked, done) : looked;
  }

  /** A clock that was set back begins anew; so does a search that found nothing. */
  function look(now: number): void {
    if (now < lastNow - MINUTE_MS) {
      looked = now;
      next = nextAfter(looked);
    }
    if (next === null && now >= searchAt) {
      next = nextAfter(Math.max(looked, now - DAY_MS));
      searchAt = now + SEARCH_MS;
    }
    lastNow = now;
  }

  return {
    due(now) {
      look(now);
      if (next === null) return { kind: 'wait', ms: Math.max(LOOK_MS, searchAt - now) };
      if (now < next.dueAt) return { kind: 'wait', ms: Math.min(LOOK_MS, next.dueAt - now) };
      const to = now - (next.dueAt - next.slot);
      const { newest, count } = schedule.passed(from(now), to);
      looked = Math.max(to, newest ?? to);
      next = nextAfter(looked);
      // What is due by a clock that was behind may have been begun already.
      if (newest === null) return { kind: 'wait', ms: MINUTE_MS };
      done = newest;
      return { kind: 'slot', slot: newest, missed: Math.max(0, count - 1) };
    },
    nextAt(now) {
      look(now);
      return next === null ? null : Math.max(next.dueAt, now);
    },
  };
}
