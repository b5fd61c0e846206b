import { parseAmount } from '../core/amount.ts';
import { PERIODS } from '../core/budget.ts';
import type { Budget, BudgetAnchor, BudgetScope } from '../core/budget.ts';
import { parseDuration } from '../core/duration.ts';
import { picoOf } from '../core/money.ts';
import { Secret } from '../core/secret.ts';
import { tierWord } from './normalize/tier-words.ts';
import type { OwnPriceEntry } from './price/price-schema.ts';
import { WEEKDAYS } from './schema.ts';
import type { LedgerEntry, WorkflowEntry } from './schema.ts';
import type { LedgerProvider, LedgerSettings, OwnPrice, Ratio, WorkflowSettings } from './settings.ts';

const HUNDREDTHS = 100;
const WHOLE = 10_000n;
const WEEK_STARTS = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly BudgetAnchor['weekStart'][];

/** The workflows of a valid `workflows:`. */
export function workflowsOf(entries: Readonly<Record<string, WorkflowEntry>>): readonly WorkflowSettings[] {
  return Object.entries(entries).map(([name, { key, keys = [], schedule, budget }]) => ({
    name,
    keys: [...new Set([...(key === undefined ? [] : [key]), ...keys])].map((text) => new Secret(text)),
    schedule: schedule ?? null,
    budget: limitsOf(budget),
  }));
}

/** The settings of a valid `ledger:`. `zone`: IANA name. */
export function ledgerOf(
  entry: LedgerEntry,
  workflows: readonly WorkflowSettings[],
  zone: string,
): LedgerSettings {
  const { budget, startHour, weekStart, warnAt, lease, digest, invoices } = entry;
  const providers = Object.entries(entry.providers);
  return {
    anchor: { zone, startHour, weekStart: WEEK_STARTS[WEEKDAYS.indexOf(weekStart)] ?? 1 },
    warnAt: [...new Set(warnAt.map((text) => Number.parseInt(text, 10) / 100))].toSorted((a, b) => a - b),
    leaseMs: parseDuration(lease) ?? 0,
    budgets: [
      ...budgetsOf({ kind: 'overall' }, limitsOf(budget)),
      ...providers.flatMap(([name, { budget }]) => budgetsOf({ kind: 'provider', name }, limitsOf(budget))),
      ...workflows.flatMap(({ name, budget }) => budgetsOf({ kind: 'workflow', name }, budget)),
    ],
    digest: { daily: digest.daily ?? null, weekly: digest.weekly ?? null, to: digest.to ?? null },
    invoices: { cron: invoices.weekly },
    providers: new Map(providers.map(([name, provider]) => [name, providerOf(name, provider)])),
  };
}

function limitsOf(budget: LedgerEntry['budget']): WorkflowSettings['budget'] {
  return PERIODS.flatMap((period) => {
    const given = budget?.[period];
    const limit = given === undefined ? null : parseAmount(String(given));
    return limit === null ? [] : [{ period, limit }];
  });
}

function budgetsOf(scope: BudgetScope, limits: WorkflowSettings['budget']): readonly Budget[] {
  return limits.map((limit) => ({ scope, ...limit }));
}

function providerOf(name: string, entry: LedgerEntry['providers'][string]): LedgerProvider {
  const { free, pricedAs, prices, tiers, adminKey } = entry;
  return {
    name,
    free: free ?? null,
    pricedAs: pricedAs ?? null,
    prices: new Map(Object.entries(prices).map(([model, price]) => [model.toLowerCase(), priceOf(price)])),
    tiers: new Map(Object.entries(tiers).map(([tier, share]) => [tierWord(tier), ratioOf(share)])),
    adminKey: adminKey === undefined ? null : new Secret(adminKey),
  };
}

function priceOf({ as, free, input, cacheRead, cacheWrite, output, reasoning }: OwnPriceEntry): OwnPrice {
  if (free === true) return { kind: 'free' };
  if (as !== undefined) return { kind: 'as', model: as };
  return {
    kind: 'rates',
    rates: {
      input: rateOf(input) ?? 0n,
      cacheRead: rateOf(cacheRead),
      cacheWrite: rateOf(cacheWrite),
      output: rateOf(output),
      reasoning: rateOf(reasoning),
    },
  };
}

function rateOf(price: OwnPriceEntry['input']): bigint | null {
  return price === undefined ? null : picoOf(String(price));
}

/** Of a percentage with two digits after the point at most. */
function ratioOf(percent: string): Ratio {
  return { numerator: BigInt(Math.round(Number.parseFloat(percent) * HUNDREDTHS)), denominator: WHOLE };
}
