import { at } from '../../core/json.ts';
import type { Json } from '../../core/json.ts';
import type { Draft } from '../draft.ts';
import { countAt, line, phrase, plural, spaced, wordAt } from '../words.ts';
import type { Family, Hook } from './hook.ts';
import { past } from './hook.ts';

/** What concerns money: sponsorships and the marketplace. */
export const MARKET: Family = { sponsorship: drawSponsorship, marketplace_purchase: drawPurchase };

const SPONSORING: ReadonlyMap<string, string> = new Map([
  ['created', 'sponsors'],
  ['cancelled', 'no longer sponsors'],
  ['edited', 'changed the sponsorship of'],
  ['tier_changed', 'changed the tier of sponsoring'],
  ['pending_cancellation', 'is going to stop sponsoring'],
  ['pending_tier_change', 'is going to change the tier of sponsoring'],
]);

function drawSponsorship(hook: Hook): Draft {
  const sponsorship = at(hook.data, 'sponsorship');
  const sponsor = wordAt(sponsorship, 'sponsor', 'login') ?? hook.who;
  const verb = SPONSORING.get(hook.action) ?? `${past(hook)} the sponsorship of`;
  const tier = wordAt(sponsorship, 'tier', 'name');
  const before = wordAt(hook.data, 'changes', 'tier', 'from', 'name');
  const starts = hook.action === 'created' && tier !== null;
  return {
    title: phrase(
      sponsor,
      verb,
      wordAt(sponsorship, 'sponsorable', 'login') ?? 'someone',
      starts && `with ${tier}`,
    ),
    body: [
      before === null || before === tier ? null : line('Tier before', before),
      starts ? wordAt(sponsorship, 'tier', 'description') : line('Tier', tier),
      line('Privacy', wordAt(sponsorship, 'privacy_level')),
      line('From', day(at(hook.data, 'effective_date'))),
    ],
    links: [at(sponsorship, 'sponsor', 'html_url'), at(sponsorship, 'sponsorable', 'html_url'), hook.home],
  };
}

function drawPurchase(hook: Hook): Draft {
  const purchase = at(hook.data, 'marketplace_purchase');
  const account = wordAt(purchase, 'account', 'login') ?? hook.who;
  const plan = wordAt(purchase, 'plan', 'name');
  const before = wordAt(hook.data, 'previous_marketplace_purchase', 'plan', 'name');
  const unit = wordAt(purchase, 'plan', 'unit_name') ?? 'unit';
  const count = countAt(purchase, 'unit_count');
  const unitsBefore = countAt(hook.data, 'previous_marketplace_purchase', 'unit_count');
  const verb =
    hook.action === '' ? 'changed' : spaced(hook.action).replace(/^pending (\w+)$/, 'plans a $1 of');
  return {
    title: phrase(account, verb, plan === null ? 'a plan' : `plan "${plan}"`, 'in the GitHub Marketplace'),
    body: [
      before === plan ? null : line('Plan before', before),
      count === null || count === 0
        ? null
        : plural(count, unit) +
          (unitsBefore === null || unitsBefore === count ? '' : ` (before: ${unitsBefore})`),
      line('Price', price(purchase)),
      line('Next bill', day(at(purchase, 'next_billing_date'))),
      line('From', day(at(hook.data, 'effective_date'))),
    ],
    links: [at(purchase, 'account', 'html_url'), at(hook.data, 'sender', 'html_url')],
  };
}

function price(purchase: Json): string | null {
  const yearly = wordAt(purchase, 'billing_cycle') === 'yearly';
  const cents = countAt(purchase, 'plan', yearly ? 'yearly_price_in_cents' : 'monthly_price_in_cents');
  return cents === null ? null : `$${(cents / 100).toFixed(2)} a ${yearly ? 'year' : 'month'}`;
}

function day(value: Json): string | null {
  const [date] = /^\d{4}-\d{2}-\d{2}/.exec(typeof value === 'string' ? value : '') ?? [];
  return date ?? null;
}
