import type { ModelInfo } from '@pydantic/genai-prices';
import type { PricedProvider, PricedUsage, Prices } from '../core/usage.ts';
import { normalize } from './normalize/index.ts';
import type { Reading, UnreadableReason } from './normalize/reading.ts';
import { costOf } from './price/cost.ts';
import { describePrices } from './price/describe.ts';
import { modelTable } from './price/model-table.ts';
import type { ModelOf } from './price/model-table.ts';
import { pricesAt } from './price/prices-at.ts';
import { providerIdOf } from './price/provider-id.ts';
import { statedCost } from './price/stated-cost.ts';

/** How a cost came about, or why there is none. */
export type PriceStatus =
  /** The provider is free, or this model of it. */
  | 'free'
  /** The provider said it itself. */
  | 'stated'
  /** By the table. */
  | 'listed'
  | 'unknown-provider'
  | 'unknown-model'
  /** The list price does not hold: another tier, or another model for a part of it. */
  | 'off-list'
  /** A count or a price of something that costs money is missing. */
  | 'incomplete'
  | UnreadableReason;

export interface PricedCall extends PricedUsage {
  readonly status: PriceStatus;
}

/** The port, and why a cost is what it is. */
export interface LedgerPrices extends Prices {
  price(call: Call): PricedCall;
}
type Call = Parameters<Prices['price']>[0];

/**
 * Loads the published price table, which takes some 50 ms and 22 MB of memory, so only who prices does. It is a part of
 * the program: nothing is fetched.
 */
export async function loadPrices(): Promise<LedgerPrices> {
  const { findProvider } = await import('@pydantic/genai-prices');
  return pricesBy(modelTable((providerId) => findProvider({ providerId })));
}

/** Without the table: enough where every provider is free, and small enough for a machine that runs models of its own. */
export function freePrices(): LedgerPrices {
  return pricesBy(() => null);
}

function pricesBy(modelOf: ModelOf): LedgerPrices {
  return {
    price: (call) => priceCall(call, modelOf),
    describe: (provider, model, at) => describe(provider, model, at, modelOf),
  };
}

function priceCall({ provider, model, usage, at }: Call, modelOf: ModelOf): PricedCall {
  const reading = normalize(usage, provider.api);
  const buckets = reading.ok ? reading.use.buckets : null;
  if (provider.free) return { buckets, costPico: 0n, status: 'free' };
  const id = providerIdOf(provider.address);
  if (id === null) return { buckets, costPico: null, status: 'unknown-provider' };
  const stated = id === 'openrouter' ? statedCost(usage) : null;
  if (stated !== null) return { buckets, costPico: stated, status: 'stated' };
  if (isFreeModel(id, model)) return { buckets, costPico: 0n, status: 'free' };
  return { buckets, ...listed(reading, modelOf(id, model), at) };
}

function listed(reading: Reading, model: ModelInfo | null, at: number): Omit<PricedCall, 'buckets'> {
  if (!reading.ok) return { costPico: null, status: reading.reason };
  if (model === null) return { costPico: null, status: 'unknown-model' };
  if (reading.use.offList !== null) return { costPico: null, status: 'off-list' };
  const costPico = costOf(reading.use, pricesAt(model, at));
  return { costPico, status: costPico === null ? 'incomplete' : 'listed' };
}

function describe(provider: PricedProvider, model: string, at: number, modelOf: ModelOf): string | null {
  if (provider.free) return 'free';
  const id = providerIdOf(provider.address);
  if (id !== null && isFreeModel(id, model)) return 'free';
  const found = id === null ? null : modelOf(id, model);
  return found === null ? null : describePrices(found, at);
}

/** OpenRouter's free variants; the table has them without any price, which elsewhere means that it knows none. */
function isFreeModel(providerId: string, model: string): boolean {
  return providerId === 'openrouter' && model.endsWith(':free');
}
