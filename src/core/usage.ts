import { DAY_MS } from './duration.ts';
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

export const NO_BUCKETS: UsageBuckets = {
  input: { fresh: null, cacheRead: null, cacheWrite: null },
  output: { visible: null, reasoning: null },
};

/** How a cost came about, or why there is none. */
export const PRICE_STATUSES = [
  /** The provider is free, or this model of it. */
  'free',
  /** The provider said it itself. */
  'stated',
  /** By the table that comes with the program. */
  'listed',
  /** By the configuration. */
  'configured',
  /** The caller said it when it settled a reservation. */
  'reported',
  /** What was reserved, because nobody said what the call came to: it cost that at least, as far as is known. */
  'floor',
  'unknown-provider',
  'unknown-model',
  /** The list price does not hold: another tier, or another model for a part of it. */
  'off-list',
  /** A count or a price of something that costs money is missing. */
  'incomplete',
  /** There is no usage object. */
  'no-usage',
  /** None of the families knows it. */
  'unknown-shape',
  /** A count that can't be: negative, a fraction, not a number, above a billion, a part that is larger than its whole. */
  'impossible',
  /** The buckets are not the provider's own total. */
  'does-not-add-up',
] as const;
export type PriceStatus = (typeof PRICE_STATUSES)[number];

/** What a call was and what it cost, as far as that is known. */
export interface PricedUsage {
  /** `null`: there is no usage object, or none that can be read. */
  readonly buckets: UsageBuckets | null;
  /** Pico-USD (1e-12); `null`: not known, which is not the same as nothing. */
  readonly costPico: bigint | null;
  readonly status: PriceStatus;
}

/** The provider's price of a model, in words that change when it does (`$2.50 in, $10.00 out per 1M`); `null`: unknown. */
export interface Prices {
  /** `model`: as the answer names it, else as it was asked for. `at`: epoch milliseconds. */
  price(call: {
    readonly provider: PricedProvider;
    readonly model: string;
    readonly usage: Json;
    readonly at: number;
    /** The provider's word for how it ran (`batch`, `flex`), where the caller knows; default: as the usage object says. */
    readonly tier?: string | null;
    /** What was counted by somebody else, where the provider sent no usage object. */
    readonly estimate?: UsageBuckets | null;
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

/** How long ago a call may have been that is booked: as long as calls are kept one by one, about. */
export const OLDEST_USE_MS = 90 * DAY_MS;

export const TRIGGER_KINDS = ['cron', 'webhook', 'chat', 'canary', 'retry'] as const;

/** What made somebody call a model. `id` is untrusted text. */
export interface Trigger {
  readonly kind: (typeof TRIGGER_KINDS)[number];
  readonly id: string;
}

/** One call of a model, for the books. All texts but the workflow are untrusted. */
export interface ModelUse {
  /** The same for the same call of a workflow: it counts once. */
  readonly id: string;
  readonly at: number;
  /** Who is charged: a workflow of the configuration, or `canary:NAME`. */
  readonly workflow: string;
  readonly provider: string;
  readonly model: string;
  /** The provider's own usage object; `null`: it sent none. */
  readonly usage: Json;
  /** Tokens that somebody counted where the provider sent no usage object; `null`: nobody did. */
  readonly estimate: UsageBuckets | null;
  /** More is to come under the same id (a stream that is not over). */
  readonly partial: boolean;
  /** `null`: as the usage object says. */
  readonly tier: string | null;
  readonly latencyMs: number | null;
  readonly traceId: string | null;
  readonly trigger: Trigger | null;
  readonly promptHash: string | null;
}

/** Counts tokens of a call whose provider did not; `null`: there is no text to count. */
export type EstimateTokens = (texts: {
  readonly input: string | null;
  readonly output: string | null;
}) => UsageBuckets | null;

/** Books a call. Never rejects. */
export type RecordUse = (use: ModelUse) => Promise<void>;

/** Of the counts that the provider knows; `null`: it knows none. */
export function sumOfKnown(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((all, count) => all + count, 0);
}
