import { readFileSync } from 'node:fs';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { ModelProvider } from '../core/model.ts';
import type { Prices } from '../core/usage.ts';
import { freePrices, loadPrices } from '../ledger/price/load-prices.ts';

/** Everybody who can be asked, by name. SDKs are loaded only where a provider is configured: they take time and memory. */
export async function createProviders(
  { providers }: Config,
  clock: Clock,
): Promise<ReadonlyMap<string, ModelProvider>> {
  const made = new Map<string, ModelProvider>();
  for (const { name, api, entry } of providers) {
    await api.load();
    made.set(name, api.create(name, entry, { clock, readFile: (path) => readFileSync(path, 'utf8') }));
  }
  return made;
}

/** The price table takes time and memory, too: it is left out where nobody can report a call that costs money. */
export function pricesFor(
  { workflows, ledger }: Config,
  providers: ReadonlyMap<string, ModelProvider>,
): Promise<Prices> {
  const allFree = [...providers.values()].every(({ free }) => free);
  return workflows.length === 0 && allFree
    ? Promise.resolve(freePrices(ledger.providers))
    : loadPrices(ledger.providers);
}
