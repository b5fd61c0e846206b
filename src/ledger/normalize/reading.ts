import type { PriceStatus, UsageBuckets } from '../../core/usage.ts';

/** The buckets by their names. */
export type Bucket = keyof UsageBuckets['input'] | keyof UsageBuckets['output'];

/** Tokens within a bucket that may have a price of their own; the rest of a bucket is text. */
export interface Part {
  readonly bucket: Bucket;
  /** `one-hour`: a cache write that is kept for an hour, not for five minutes. */
  readonly kind: 'audio' | 'image' | 'video' | 'one-hour';
  readonly tokens: number;
}

/** What a usage object says, in our terms. */
export interface TokenUse {
  readonly buckets: UsageBuckets;
  readonly parts: readonly Part[];
  /** Searches of the web that the provider made and charges for by the piece. */
  readonly searches: number;
  /** What the list price is not for, in the spelling of `tierWord`: batch, flex, priority, one region; empty: it holds. */
  readonly tiers: readonly string[];
  /** Another model than the one asked did a part of it, at a price of its own. */
  readonly anotherModel: boolean;
}

/** Why a usage object tells nothing. */
type UnreadableReason = Extract<PriceStatus, 'no-usage' | 'unknown-shape' | 'impossible' | 'does-not-add-up'>;

/** More than any model takes or gives in one call, in one bucket. */
const MOST_TOKENS = 1_000_000_000;

export type Reading =
  | { readonly ok: true; readonly use: TokenUse }
  | { readonly ok: false; readonly reason: UnreadableReason };

/** What a family makes of an object, before anybody checked that it can be. */
export interface Draft extends Readonly<Record<Bucket, number | null>> {
  /** The provider's own total; `null`: it gives none. */
  readonly total: number | null;
  readonly parts?: readonly Part[];
  readonly searches?: number;
  readonly tiers?: readonly string[];
  readonly anotherModel?: boolean;
}

/**
 * A draft that is possible, as a reading. Visible output that nobody counted is what the total leaves over: none for
 * embeddings, or for a Gemini answer that was thoughts alone.
 */
export function readingOf(draft: Draft): Reading {
  const { fresh, cacheRead, cacheWrite, reasoning, total, parts = [] } = draft;
  const visible =
    draft.visible ?? (fresh === null ? null : minus(total, fresh, cacheRead, cacheWrite, reasoning));
  const sizes = { fresh, cacheRead, cacheWrite, visible, reasoning };
  const counts = Object.values(sizes).filter((count) => count !== null);
  if (counts.some((count) => count < 0 || count > MOST_TOKENS) || !partsFit(sizes, parts))
    return { ok: false, reason: 'impossible' };
  if (!addsUp(sizes, counts, total)) return { ok: false, reason: 'does-not-add-up' };
  const buckets = { input: { fresh, cacheRead, cacheWrite }, output: { visible, reasoning } };
  const { searches = 0, tiers = [], anotherModel = false } = draft;
  return {
    ok: true,
    use: { buckets, parts: parts.filter(({ tokens }) => tokens > 0), searches, tiers, anotherModel },
  };
}

/** `whole` without its parts; a part that is not known counts as being in the rest. */
export function minus(whole: number | null, ...parts: readonly (number | null)[]): number | null {
  return whole === null ? null : parts.reduce<number>((rest, part) => rest - (part ?? 0), whole);
}

function partsFit(sizes: Readonly<Record<Bucket, number | null>>, parts: readonly Part[]): boolean {
  const rest: Record<Bucket, number | null> = { ...sizes };
  for (const { bucket, tokens } of parts) rest[bucket] = (rest[bucket] ?? 0) - tokens;
  return parts.every(({ bucket, tokens }) => tokens >= 0 && (rest[bucket] ?? 0) >= 0);
}

function addsUp(
  { fresh, visible }: Readonly<Record<Bucket, number | null>>,
  counts: readonly number[],
  total: number | null,
): boolean {
  if (total === null) return true;
  const sum = counts.reduce((one, other) => one + other, 0);
  return fresh === null || visible === null ? sum <= total : sum === total;
}
