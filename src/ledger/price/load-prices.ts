import type { Prices } from '../../core/usage.ts';
import type { LedgerProviders } from '../settings.ts';
import { describeModel } from './describe-model.ts';
import { modelTable } from './model-table.ts';
import type { ModelOf } from './model-table.ts';
import { priceCall } from './price-call.ts';

const NOTHING_CONFIGURED: LedgerProviders = new Map();

/**
 * Loads the published price table, which takes some 50 ms and 22 MB of memory, so only who prices does. It is a part of
 * the program: nothing is fetched. What is configured goes before it.
 */
export async function loadPrices(providers: LedgerProviders = NOTHING_CONFIGURED): Promise<Prices> {
  const { findProvider } = await import('@pydantic/genai-prices');
  return pricesBy(
    modelTable((providerId) => findProvider({ providerId })),
    providers,
  );
}

/**
 * Without the table: enough where every provider is free or has prices of its own, and small enough for a machine that runs
 * models of its own.
 */
export function freePrices(providers: LedgerProviders = NOTHING_CONFIGURED): Prices {
  return pricesBy(() => null, providers);
}

function pricesBy(modelOf: ModelOf, providers: LedgerProviders): Prices {
  return {
    price: (call) => priceCall(call, modelOf, providers.get(call.provider.name) ?? null),
    describe: (provider, model, at) =>
      describeModel({ provider, model, at }, modelOf, providers.get(provider.name) ?? null),
  };
}
