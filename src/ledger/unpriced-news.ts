import { clip, oneLine } from '../core/clip.ts';
import { DAY_MS } from '../core/duration.ts';
import type { BookedUse } from '../core/ledger.ts';
import type { PriceStatus } from '../core/usage.ts';
import { PARTIAL } from './booked-use.ts';
import type { News } from './tell.ts';

const TOLD_MS = 90 * DAY_MS;
const MAX_NAME = 80;
/** What a price can mend; what can't be read is known by another report only. */
const BY_PRICE: readonly PriceStatus[] = ['unknown-provider', 'unknown-model', 'off-list', 'incomplete'];
const REPRICE = ' Then "npx pithead spend --reprice" books what is known by then.';

/** Why a cost is not known, and what to do; `null`: it is known. */
function whyUnknown(status: PriceStatus): { readonly why: string; readonly next: string } | null {
  switch (status) {
    case 'free':
    case 'stated':
    case 'listed':
    case 'configured':
    case 'reported':
    case 'floor':
      return null;
    case 'unknown-provider':
      return {
        why: 'nobody knows what this provider charges',
        next: 'say it under ledger.providers: pricedAs names a seller whose prices it takes, prices says them, free: true is for a machine of your own',
      };
    case 'unknown-model':
      return {
        why: 'the price table does not know this model',
        next: 'say its price under ledger.providers.NAME.prices, or which model it is priced as (as: …)',
      };
    case 'off-list':
      return {
        why: 'it ran in a tier of its own (batch, flex, priority), or another model did a part of it',
        next: 'say under ledger.providers.NAME.tiers what share of the price that tier costs',
      };
    case 'incomplete':
      return {
        why: 'a count of tokens, or the price of something that it used, is missing',
        next: 'say its whole price under ledger.providers.NAME.prices',
      };
    case 'no-usage':
      return {
        why: 'it came without a usage object',
        next: 'of a stream ask for it (OpenAI: stream_options: { include_usage: true }) and report the last one',
      };
    case 'unknown-shape':
    case 'impossible':
    case 'does-not-add-up':
      return {
        why: `its usage object can’t be read (${status})`,
        next: 'report the object as the provider sent it, whole and unchanged',
      };
    default:
      return status satisfies never;
  }
}

/** That what calls like this one cost is not known, which is not nothing; `null`: it is known. `key` is the same for calls like it. */
export function unpricedNews(
  use: BookedUse,
): { readonly key: string; readonly news: () => Omit<News, 'key'> } | null {
  // What is not over has no cost yet, and nobody has to do anything about it.
  if (use.fullness === PARTIAL) return null;
  const unknown = use.costPico === null ? whyUnknown(use.priceStatus) : null;
  if (unknown === null) return null;
  const { provider, model, tier, workflow, priceStatus } = use;
  const ofWorkflow = priceStatus === 'no-usage' ? workflow : '';
  return {
    key: JSON.stringify(['unpriced', priceStatus, provider, model, tier, ofWorkflow]),
    news: () => ({
      keepMs: TOLD_MS,
      type: 'price.unknown',
      subject: name(model),
      severity: 'warning',
      title: `Cost unknown: ${name(model)} at ${name(provider)}`,
      body: [
        `${name(workflow)} called it, and ${unknown.why}. Such calls are booked, and counted as unknown, not as nothing; budgets in dollars do not see them.`,
        `Next: ${unknown.next}.${BY_PRICE.includes(priceStatus) ? REPRICE : ''}`,
      ].join('\n'),
    }),
  };
}

function name(text: string): string {
  return clip(oneLine(text), MAX_NAME);
}
