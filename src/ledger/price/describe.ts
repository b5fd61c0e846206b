import type { ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { dollarsOf } from '../../core/money.ts';
import { hoursOf, pricesAt } from './prices-at.ts';
import { tierStarts, tokenRate } from './rate.ts';

const MILLION = 1_000_000n;

/**
 * A model's prices in words that change when they do: `$3.00 in, $0.30 cache read, $15.00 out per 1M tokens`; `null`:
 * the table has none. Prices that change with the hour are all named, so that the words don't change with it.
 */
export function describePrices(model: ModelInfo, at: number): string | null {
  const { always, byHour } = hoursOf(model);
  const usual = sayTiers(pricesAt(always, at), ' per 1M tokens');
  if (usual === null) return null;
  const others = byHour.flatMap(({ hours, prices }) => {
    const said = sayTiers(prices, '');
    return said === null ? [] : [`; from ${hours}: ${said}`];
  });
  return [usual, ...others].join('');
}

function sayTiers(prices: ModelPrice, unit: string): string | null {
  const first = say(prices, 0);
  if (first === null) return null;
  const tiers = tierStarts(prices).map(
    (start) => `; above ${start} tokens in: ${say(prices, start + 1) ?? ''}`,
  );
  return [`${first}${unit}`, ...tiers].join('');
}

/** `null`: there is no price for what goes in. */
function say(prices: ModelPrice, inputTokens: number): string | null {
  if (prices['input_mtok'] === undefined) return null;
  const words = [
    ['in', tokenRate(prices, 'fresh', 'text', inputTokens)],
    ['cache read', named(prices, 'cache_read_mtok', tokenRate(prices, 'cacheRead', 'text', inputTokens))],
    ['cache write', named(prices, 'cache_write_mtok', tokenRate(prices, 'cacheWrite', 'text', inputTokens))],
    ['1 h cache write', tokenRate(prices, 'cacheWrite', 'one-hour', inputTokens)],
    ['out', tokenRate(prices, 'visible', 'text', inputTokens)],
  ] as const;
  return words
    .flatMap(([name, rate]) => (rate === null ? [] : [`$${dollarsOf(rate * MILLION)} ${name}`]))
    .join(', ');
}

/** A price of its own, not the one it would have as a part of something else. */
function named(prices: ModelPrice, key: string, rate: bigint | null): bigint | null {
  return prices[key] === undefined ? null : rate;
}
