import { amountOf, unitsOf } from './amount.ts';
import { addSpent, NOTHING_SPENT } from './budget.ts';
import type { Amount, BudgetWindow, Spent } from './budget.ts';
import { DAY_MS, HOUR_MS } from './duration.ts';
import { lastingRate, type LastingRate } from './lasting-rate.ts';
import { SLOT_MS, slotOf } from './ledger.ts';
import { DAY_SLOTS, type SlotSize, usualDay, type UsualDay, WEEK_DAYS } from './usual-day.ts';

/** As far back as a forecast looks: to the same hours of the same weekday. */
export const FORECAST_HISTORY_MS = 8 * DAY_MS;
/** What has spent in fewer slots says nothing about later. */
const LEAST_SLOTS = 3;

export interface ForecastInput {
  readonly limit: Amount;
  readonly spent: Spent;
  /** For calls that are under way. */
  readonly held?: Spent;
  readonly window: BudgetWindow;
  /** Epoch milliseconds, within the window. */
  readonly now: number;
  /** What counts for the budget, by slot (its beginning), of the last `FORECAST_HISTORY_MS` or as long as there is. */
  readonly history: readonly { readonly at: number; readonly workflow: string; readonly spent: Spent }[];
  /** Since when calls are booked at all; epoch milliseconds. `null`: none ever was. */
  readonly recordedSince: number | null;
}

export interface Forecast {
  /** At this rate; epoch milliseconds. `null`: it lasts until the window ends, or nothing can be said. */
  readonly exhaustedAt: number | null;
  /** The workflow that is expected to spend most, where the budget lasts without it; `null`: it does not, or none else spends. */
  readonly lastsWithout: string | null;
}

export const NO_FORECAST: Forecast = { exhaustedAt: null, lastsWithout: null };

/** One workflow's future. */
interface Course {
  readonly workflow: string;
  readonly usual: UsualDay;
  /** A week tells of every weekday; what is known of fewer days is believed for as many. */
  readonly believedSlots: number;
  readonly lasting: LastingRate | null;
}
type Rate = (course: Course, slot: number) => number;

/** What it can be relied on to spend; only that raises an alarm. */
const atLeast: Rate = ({ usual, believedSlots, lasting }, slot) => {
  const goesOn = lasting !== null && slot < lasting.believedSlots ? lasting.least : 0;
  return slot < believedSlots && goesOn <= usual.mean ? usualOf(usual, slot) : goesOn;
};
/** What it spends if all goes on like this; that says when. */
const probably: Rate = ({ usual, lasting }, slot) =>
  lasting !== null && lasting.least > usual.mean ? lasting.mean : usualOf(usual, slot);

function usualOf({ slots, shares }: UsualDay, slot: number): number {
  return (slots[slot % DAY_SLOTS] ?? 0) * (shares[Math.floor(slot / DAY_SLOTS) % WEEK_DAYS] ?? 1);
}

/**
 * When a budget is gone at this rate. Each workflow is expected to have its usual day over and over (`usualDay`), so that
 * a job that spends once a day in one burst is no alarm, and what goes on without a pause and is not usual goes on
 * (`lastingRate`); the larger of both counts. A burst that is over changes neither.
 */
export function forecast(input: ForecastInput): Forecast {
  const { limit, window, now } = input;
  const { unit } = limit;
  const size = (spent: Spent): number => Number(unitsOf(amountOf(spent, unit)));
  const taken = amountOf(addSpent(input.spent, input.held ?? NOTHING_SPENT), unit);
  const left = unitsOf(limit) - unitsOf(taken);
  if (left <= 0n) return { exhaustedAt: now, lastsWithout: null };
  const courses = coursesOf(input, size);
  const goneAt = (rate: Rate, of: readonly Course[]): number | null =>
    whenGone(
      Number(left),
      (slot) => of.reduce((sum, course) => sum + rate(course, slot), 0),
      now,
      window.end,
    );
  const exhaustedAt = goneAt(atLeast, courses) === null ? null : goneAt(probably, courses);
  if (exhaustedAt === null) return NO_FORECAST;
  const [most, ...others] = byCost(courses, now, window.end);
  const lasts = most !== undefined && others.length > 0 && goneAt(probably, others) === null;
  return { exhaustedAt, lastsWithout: lasts ? most.workflow : null };
}

/** Of every workflow that has spent in slots enough. */
function coursesOf(
  { history, now, window, recordedSince }: ForecastInput,
  size: (spent: Spent) => number,
): readonly Course[] {
  const present = slotOf(now);
  if (recordedSince === null || now - recordedSince < HOUR_MS) return [];
  const days = Math.floor((present - Math.max(recordedSince, present - WEEK_DAYS * DAY_MS)) / DAY_MS);
  const slotsLeft = Math.ceil((window.end - present) / SLOT_MS);
  const byWorkflow = Map.groupBy(
    history.filter(({ spent }) => size(spent) > 0),
    ({ workflow }) => workflow,
  );
  return [...byWorkflow]
    .filter(([, entries]) => entries.length >= LEAST_SLOTS)
    .map(([workflow, entries]) => {
      const slots: readonly SlotSize[] = entries.map(({ at, spent }) => ({ at, size: size(spent) }));
      const usual = usualDay(slots, present, days);
      const believedSlots = days < WEEK_DAYS ? days * DAY_SLOTS : Infinity;
      return { workflow, usual, believedSlots, lasting: lastingRate(slots, { present, slotsLeft }) };
    });
}

/** When `left` is spent, going on from `now` by `rate` of each slot, counted from the present one; `null`: not before `end`. */
function whenGone(left: number, rate: (slot: number) => number, now: number, end: number): number | null {
  let rest = left;
  let from = now;
  for (let slot = 0; from < end; slot++) {
    const until = Math.min(slotOf(now) + (slot + 1) * SLOT_MS, end);
    const spends = (rate(slot) * (until - from)) / SLOT_MS;
    if (spends > rest) return Math.round(from + (until - from) * (rest / spends));
    rest -= spends;
    from = until;
  }
  return null;
}

/** The courses that spend anything until `end`, what spends most first. */
function byCost(courses: readonly Course[], now: number, end: number): readonly Course[] {
  const slots = Array.from({ length: Math.ceil((end - slotOf(now)) / SLOT_MS) }, (_, slot) => slot);
  return courses
    .map((course) => ({ course, cost: slots.reduce((sum, slot) => sum + probably(course, slot), 0) }))
    .filter(({ cost }) => cost > 0)
    .toSorted((a, b) => b.cost - a.cost)
    .map(({ course }) => course);
}
