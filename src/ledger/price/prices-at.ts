import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { DAY_MS } from '../../core/duration.ts';

/** A model's prices at a time (epoch milliseconds): of those that hold then, the last, as the table orders them. */
export function pricesAt({ prices }: Pick<ModelInfo, 'prices'>, at: number): ModelPrice {
  if (!Array.isArray(prices)) return prices;
  return (prices.findLast(({ constraint }) => holds(constraint, at)) ?? prices[0])?.prices ?? {};
}

/** The prices that only hold at some hours of the day (DeepSeek), and the model without them. */
export function hoursOf({ prices }: ModelInfo): {
  readonly always: Pick<ModelInfo, 'prices'>;
  readonly byHour: readonly { readonly hours: string; readonly prices: ModelPrice }[];
} {
  if (!Array.isArray(prices)) return { always: { prices }, byHour: [] };
  return {
    always: { prices: prices.filter(({ constraint }) => constraint?.type !== 'time_of_date') },
    byHour: prices.flatMap(({ constraint, prices }) =>
      constraint?.type === 'time_of_date'
        ? [{ hours: `${hourOf(constraint.start_time)} to ${hourOf(constraint.end_time)}`, prices }]
        : [],
    ),
  };
}

function holds(constraint: ConditionalPrice['constraint'], at: number): boolean {
  if (constraint === undefined) return true;
  if (constraint.type === 'start_date') return at >= Date.parse(constraint.start_date);
  const [now, start, end] = [at, timeOf(constraint.start_time), timeOf(constraint.end_time)].map(ofDay);
  if (now === undefined || start === undefined || end === undefined) return false;
  return end < start ? now >= start || now < end : now >= start && now < end;
}

/** `00:30:00Z`, on some day. */
function timeOf(time: string): number {
  return Date.parse(`2000-01-01T${time}`);
}

/** `00:30:00Z` as `00:30 UTC`. */
function hourOf(time: string): string {
  return time.replace(/:00Z$/, ' UTC');
}

function ofDay(time: number): number {
  return ((time % DAY_MS) + DAY_MS) % DAY_MS;
}
