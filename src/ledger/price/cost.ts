import type { ModelPrice } from '@pydantic/genai-prices';
import type { Bucket, Part, TokenUse } from '../normalize/reading.ts';
import { possibleCost } from './possible-cost.ts';
import { pieceRate, tokenRate } from './rate.ts';

/** What a call cost in pico-USD; `null`: a count or a price that it would take is not known, or it comes to what can't be. */
export function costOf({ buckets, parts, searches }: TokenUse, prices: ModelPrice): bigint | null {
  const { input, output } = buckets;
  if (input.fresh === null) return null;
  // Embeddings have no price for output, so nobody need count it.
  if (output.visible === null && prices['output_mtok'] !== undefined) return null;
  const inputTokens = input.fresh + (input.cacheRead ?? 0) + (input.cacheWrite ?? 0);
  const costs = lines({ ...input, ...output }, parts).map(({ bucket, kind, tokens }) =>
    times(tokens, tokens === 0 ? 0n : tokenRate(prices, bucket, kind, inputTokens)),
  );
  const searched = times(searches, searches === 0 ? 0n : pieceRate(prices, 'web_searches_kcount'));
  const asked = pieceRate(prices, 'requests_kcount') ?? 0n;
  return possibleCost(
    [...costs, searched, asked].reduce((all, one) => (all === null || one === null ? null : all + one), 0n),
  );
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
