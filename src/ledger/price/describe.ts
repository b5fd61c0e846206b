import type { ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { dollarsOf } from '../../core/money.ts';
import { hoursOf, pricesAt } from './prices-at.ts';
import { tableTariff, tierStarts } from './table-tariff.ts';

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
  const tariff = tableTariff(prices);
  const words = [
    ['in', tariff.perMillion('fresh', 'text', inputTokens)],
    ['cache read', named(prices, 'cache_read_mtok', tariff.perMillion('cacheRead', 'text', inputTokens))],
    ['cache write', named(prices, 'cache_write_mtok', tariff.perMillion('cacheWrite', 'text', inputTokens))],
    ['1 h cache write', tariff.perMillion('cacheWrite', 'one-hour', inputTokens)],
    ['out', tariff.perMillion('visible', 'text', inputTokens)],
  ] as const;
  return words.flatMap(([name, rate]) => (rate === null ? [] : [`$${dollarsOf(rate)} ${name}`])).join(', ');
}

/** A price of its own, not the one it would have as a part of something else. */
function named(prices: ModelPrice, key: string, rate: bigint | null): bigint | null {
  return prices[key] === undefined ? null : rate;
}
