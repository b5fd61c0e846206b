import type { PricedProvider } from '../../core/usage.ts';
import { sellerNamed } from './sellers.ts';

/**
 * Who a caller means that reports a call of `name`: the configured provider, else whoever is well known by that name. It
 * is then reached at no address that we know, and never taken for free. `name` is untrusted.
 */
export function pricedProviderOf(
  name: string,
  configured: ReadonlyMap<string, PricedProvider>,
): PricedProvider {
  const known = configured.get(name);
  if (known !== undefined) return known;
  return {
    name,
    api: sellerNamed(name) === 'anthropic' ? 'anthropic' : 'openai',
    free: false,
    address: '',
  };
}
