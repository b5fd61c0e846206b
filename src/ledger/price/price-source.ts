import type { PricedProvider } from '../../core/usage.ts';
import type { LedgerProvider, OwnRates } from '../settings.ts';
import { withoutVersion } from './find-model.ts';
import { providerIdOf } from './provider-id.ts';
import { sellerNamed } from './sellers.ts';

/** Where the price of a model at a provider stands. */
type PriceSource =
  | { readonly kind: 'free' }
  | { readonly kind: 'configuration'; readonly rates: OwnRates }
  /** Under these names, if at all. */
  | { readonly kind: 'table'; readonly seller: string; readonly model: string }
  /** Nobody there has a published price. */
  | { readonly kind: 'nowhere' };

/** `own`: what the configuration says of the provider; `null`: nothing. */
export function priceSourceOf(
  provider: PricedProvider,
  model: string,
  own: LedgerProvider | null,
): PriceSource {
  // As in the table: what is said of a model holds for its dated names, unless those have a price of their own.
  const name = model.trim().toLowerCase();
  const price = own?.prices.get(name) ?? own?.prices.get(withoutVersion(name));
  if ((own?.free ?? provider.free) || price?.kind === 'free') return { kind: 'free' };
  if (price?.kind === 'rates') return { kind: 'configuration', rates: price.rates };
  const seller = sellerOf(provider, own);
  return seller === null ? { kind: 'nowhere' } : { kind: 'table', seller, model: price?.model ?? model };
}

/** Whose prices hold at a provider; by its name only where nobody says where it is reached. */
function sellerOf({ name, address }: PricedProvider, own: LedgerProvider | null): string | null {
  return own?.pricedAs ?? (address === '' ? sellerNamed(name) : providerIdOf(address));
}

/** OpenRouter's free variants; the table has them without any price, which elsewhere means that it knows none. */
export function isFreeVariant(seller: string, model: string): boolean {
  return seller === 'openrouter' && model.endsWith(':free');
}
