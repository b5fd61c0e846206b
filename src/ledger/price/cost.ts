import type { Bucket, Part, TokenUse } from '../normalize/reading.ts';
import type { Ratio } from '../settings.ts';
import { possibleCost } from './possible-cost.ts';
import type { Tariff } from './tariff.ts';

const MILLION = 1_000_000n;

/**
 * What a call cost in pico-USD, rounded once, a half up; `null`: a count or a price that it would take is not known, or
 * it comes to what can't be. `share`: what of the tokens' price its tier costs; searches cost the same in every tier.
 */
export function costOf({ buckets, parts, searches }: TokenUse, tariff: Tariff, share: Ratio): bigint | null {
  const { input, output } = buckets;
  if (input.fresh === null || (output.visible === null && tariff.pricesOutput)) return null;
  const inputTokens = input.fresh + (input.cacheRead ?? 0) + (input.cacheWrite ?? 0);
  const costs = lines({ ...input, ...output }, parts).map(({ bucket, kind, tokens }) =>
    times(tokens, tokens === 0 ? 0n : tariff.perMillion(bucket, kind, inputTokens)),
  );
  const ofTokens = costs.reduce((all, one) => (all === null || one === null ? null : all + one), 0n);
  const searched = times(searches, searches === 0 ? 0n : tariff.perSearch);
  if (ofTokens === null || searched === null) return null;
  const { numerator, denominator } = share;
  return possibleCost(rounded(ofTokens * numerator, MILLION * denominator) + searched + tariff.perRequest);
}

interface Line {
  readonly bucket: Bucket;
  readonly kind: Part['kind'] | 'text';
  readonly tokens: number;
}

const BUCKETS = [
  'fresh',
  'cacheRead',
  'cacheWrite',
  'visible',
  'reasoning',
] as const satisfies readonly Bucket[];

/** Each part, and of each bucket what is in none. */
function lines(sizes: Readonly<Record<Bucket, number | null>>, parts: readonly Part[]): readonly Line[] {
  const rests = BUCKETS.map((bucket) => {
    const apart = parts.filter((part) => part.bucket === bucket).reduce((all, { tokens }) => all + tokens, 0);
    return { bucket, kind: 'text', tokens: (sizes[bucket] ?? 0) - apart } as const;
  });
  return [...rests, ...parts];
}

function times(pieces: number, each: bigint | null): bigint | null {
  return each === null ? null : BigInt(pieces) * each;
}

function rounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor / 2n) / divisor;
}
