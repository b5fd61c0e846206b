import type { PricedProvider } from '../../core/usage.ts';
import type { LedgerProvider } from '../settings.ts';
import { describePrices } from './describe.ts';
import type { ModelOf } from './model-table.ts';
import { describeRates } from './own-tariff.ts';
import { isFreeVariant, priceSourceOf } from './price-source.ts';

/** The price of a model in words, as `Prices.describe` has it. */
export function describeModel(
  asked: { readonly provider: PricedProvider; readonly model: string; readonly at: number },
  modelOf: ModelOf,
  own: LedgerProvider | null,
): string | null {
  const source = priceSourceOf(asked.provider, asked.model, own);
  if (source.kind === 'free') return 'free';
  if (source.kind === 'nowhere') return null;
  if (source.kind === 'configuration') return describeRates(source.rates);
  const { seller, model } = source;
  if (isFreeVariant(seller, model)) return 'free';
  const found = modelOf(seller, model);
  return found === null ? null : describePrices(found, asked.at);
}
