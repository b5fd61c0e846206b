/** What one evaluation of a condition may spend; a unit is well under a microsecond of work. */
const BUDGET = 100_000;
/** Telling why one element failed costs as much as this many plain steps. */
const FAILED_STEP = 20;
/** So many characters of text are searched or compared in the time of one step. */
const TEXT_PER_UNIT = 256;

const OVERSPENT = new Error(`the condition gave up: this event needs more than ${BUDGET} steps`);

/** Counts the work of one evaluation at a time. Evaluations are synchronous, so one meter serves one condition. */
export interface Meter {
  reset(): void;
  /** Throws when the budget is used up, and at every call after that. */
  spend(units: number): void;
  spendFailure(): void;
  /** Spends as much as looking through the whole of `value` costs. */
  weigh(value: unknown): void;
  /** Throws where the budget ran out on the way, even if the expression swallowed the error. */
  settle(): void;
}

export function createMeter(): Meter {
  let left = BUDGET;
  const spend = (units: number): void => {
    left -= units;
    if (left < 0) throw OVERSPENT;
  };
  const weigh = (value: unknown): void => {
    if (typeof value === 'string') return spend(1 + value.length / TEXT_PER_UNIT);
    if (ArrayBuffer.isView(value)) return spend(1 + value.byteLength / TEXT_PER_UNIT);
    spend(1);
    if (typeof value !== 'object' || value === null) return undefined;
    const parts: Iterable<unknown> = value instanceof Map ? value.values() : Object.values(value);
    for (const part of parts) weigh(part);
    return undefined;
  };
  return {
    reset: () => {
      left = BUDGET;
    },
    spend,
    spendFailure: () => {
      left -= FAILED_STEP;
    },
    weigh,
    settle: () => {
      if (left < 0) throw OVERSPENT;
    },
  };
}
