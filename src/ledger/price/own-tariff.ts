import { dollarsOf } from '../../core/money.ts';
import type { OwnRates } from '../settings.ts';
import type { Tariff } from './tariff.ts';

/** A configured price. It says nothing of audio, of writes that are kept for an hour, and of searches: these are unknown. */
export function ownTariff({ input, cacheRead, cacheWrite, output, reasoning }: OwnRates): Tariff {
  const rates = {
    fresh: input,
    cacheRead: cacheRead ?? input,
    cacheWrite: cacheWrite ?? input,
    visible: output,
    reasoning: reasoning ?? output,
  };
  return {
    perMillion: (bucket, kind) => (kind === 'audio' || kind === 'one-hour' ? null : rates[bucket]),
    perSearch: null,
    perRequest: 0n,
    pricesOutput: output !== null,
  };
}

/** A configured price in words that change when it does: `$2.00 in, $8.00 out per 1M tokens`. */
export function describeRates(rates: OwnRates): string {
  const words = [
    ['in', rates.input],
    ['cache read', rates.cacheRead],
    ['cache write', rates.cacheWrite],
    ['out', rates.output],
    ['reasoning', rates.reasoning],
  ] as const;
  const said = words.flatMap(([name, rate]) => (rate === null ? [] : [`$${dollarsOf(rate)} ${name}`]));
  return `${said.join(', ')} per 1M tokens`;
}
