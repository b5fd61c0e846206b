import type { PricedUsage, Prices } from '../../core/usage.ts';
import { normalize } from '../normalize/index.ts';
import { readEstimate } from '../normalize/read-estimate.ts';
import type { Reading } from '../normalize/reading.ts';
import { tierWords } from '../normalize/tier-words.ts';
import type { LedgerProvider } from '../settings.ts';
import { costOf } from './cost.ts';
import type { ModelOf } from './model-table.ts';
import { ownTariff } from './own-tariff.ts';
import { isFreeVariant, priceSourceOf } from './price-source.ts';
import { pricesAt } from './prices-at.ts';
import { statedCost } from './stated-cost.ts';
import { tableTariff } from './table-tariff.ts';
import type { Tariff } from './tariff.ts';
import { tierShare } from './tier-share.ts';

type Call = Parameters<Prices['price']>[0];
type Cost = Pick<PricedUsage, 'costPico' | 'status'>;

const FREE: Cost = { costPico: 0n, status: 'free' };
const NO_SHARES: LedgerProvider['tiers'] = new Map();

/**
 * The first that holds: the provider is free; the configuration has a price for the model; OpenRouter said what it took;
 * the table has a price. What is configured as another model is looked up as that.
 */
export function priceCall(call: Call, modelOf: ModelOf, own: LedgerProvider | null): PricedUsage {
  const { provider, usage } = call;
  const reading = usage === null ? readEstimate(call.estimate ?? null) : normalize(usage, provider.api);
  return { buckets: reading.ok ? reading.use.buckets : null, ...costOfCall(call, reading, modelOf, own) };
}

function costOfCall(call: Call, reading: Reading, modelOf: ModelOf, own: LedgerProvider | null): Cost {
  const source = priceSourceOf(call.provider, call.model, own);
  if (source.kind === 'free') return FREE;
  if (source.kind === 'nowhere') return { costPico: null, status: 'unknown-provider' };
  if (source.kind === 'configuration')
    return byTariff(call, reading, ownTariff(source.rates), 'configured', own);
  const { seller, model } = source;
  const stated = seller === 'openrouter' ? statedCost(call.usage) : null;
  if (stated !== null) return { costPico: stated, status: 'stated' };
  if (isFreeVariant(seller, model)) return FREE;
  const found = modelOf(seller, model);
  return byTariff(call, reading, found && tableTariff(pricesAt(found, call.at)), 'listed', own);
}

/** `tariff`: `null`: nobody knows the model. */
function byTariff(
  call: Call,
  reading: Reading,
  tariff: Tariff | null,
  status: 'configured' | 'listed',
  own: LedgerProvider | null,
): Cost {
  if (!reading.ok) return { costPico: null, status: reading.reason };
  if (tariff === null) return { costPico: null, status: 'unknown-model' };
  const tiers = tierWords(call.tier ?? null, ...reading.use.tiers);
  const share = tierShare(tiers, own?.tiers ?? NO_SHARES);
  if (share === null || reading.use.anotherModel) return { costPico: null, status: 'off-list' };
  const costPico = costOf(reading.use, tariff, share);
  if (costPico === null) return { costPico, status: 'incomplete' };
  return { costPico, status: tiers.length > 0 ? 'configured' : status };
}
