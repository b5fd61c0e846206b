import type { TraceId } from './ids.ts';
import type { Json } from './json.ts';

/** Tokens of a call in disjoint buckets that add up to the provider's total; `null`: the provider did not say. */
export interface UsageBuckets {
  readonly input: {
    readonly fresh: number | null;
    readonly cacheRead: number | null;
    readonly cacheWrite: number | null;
  };
  readonly output: { readonly visible: number | null; readonly reasoning: number | null };
}

/** What a call was and what it cost, as far as that is known. */
export interface PricedUsage {
  /** `null`: there is no usage object, or none that can be read. */
  readonly buckets: UsageBuckets | null;
  /** Pico-USD (1e-12); `null`: not known, which is not the same as nothing. */
  readonly costPico: bigint | null;
}

/** The provider's price of a model, in words that change when it does (`$2.50 in, $10.00 out per 1M`); `null`: unknown. */
export interface Prices {
  /** `model`: as the answer names it, else as it was asked for. `at`: epoch milliseconds. */
  price(call: {
    readonly provider: PricedProvider;
    readonly model: string;
    readonly usage: Json;
    readonly at: number;
  }): PricedUsage;
  describe(provider: PricedProvider, model: string, at: number): string | null;
}

/** What the price of a call depends on besides the model. */
export interface PricedProvider {
  readonly name: string;
  readonly api: string;
  readonly free: boolean;
  /** Where it is reached: `api.openai.com`; tells OpenRouter from OpenAI. */
  readonly address: string;
}

/** One call of a model, for the books. */
export interface ModelUse {
  /** The same for the same call: it counts once. */
  readonly id: string;
  readonly at: number;
  /** Who is charged: `canary:NAME`. */
  readonly workflow: string;
  readonly provider: string;
  readonly model: string;
  /** The provider's own usage object; `null`: it sent none. */
  readonly usage: Json;
  readonly latencyMs: number;
  readonly traceId: TraceId;
  readonly trigger: { readonly kind: 'canary'; readonly id: string };
  readonly promptHash: string;
}

/** Books a call. Never rejects. */
export type RecordUse = (use: ModelUse) => Promise<void>;

/** Of the counts that the provider knows; `null`: it knows none. */
export function sumOfKnown(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((all, count) => all + count, 0);
}
