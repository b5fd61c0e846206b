import type { Period } from './budget.ts';
import type { SpendKey, UsageSource } from './ledger.ts';
import type { PriceStatus, Trigger } from './usage.ts';

/** One row of `spend`. Money is a decimal string of dollars, of the calls whose cost is known. */
export interface SpendRow {
  /** A workflow's name, a model's, a prompt's hash, or a trigger like `cron:nightly`; empty: not known. Untrusted. */
  readonly key: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** `null`: there were calls, and the cost of none of them is known. */
  readonly costUsd: string | null;
  readonly unpricedCalls: number;
  readonly estimatedCalls: number;
  readonly missingCalls: number;
  /** Of the cost: booked afterwards, and of reservations that nobody settled. */
  readonly adjustedUsd: string;
  readonly floorUsd: string;
}

/** `spend`, `/v1/spend`. Rows by cost, the dearest first. */
export interface SpendView extends Omit<SpendRow, 'key'> {
  readonly since: string;
  readonly until: string;
  readonly by: SpendKey;
  readonly rows: readonly SpendRow[];
}

/** A booked call: `/v1/usage/ID`. `costUsd` includes what was booked afterwards. */
export interface UsageView {
  readonly id: string;
  readonly workflow: string;
  readonly at: string;
  readonly provider: string;
  readonly model: string;
  readonly input: {
    readonly fresh: number | null;
    readonly cacheRead: number | null;
    readonly cacheWrite: number | null;
  };
  readonly output: { readonly visible: number | null; readonly reasoning: number | null };
  readonly costUsd: string | null;
  readonly priceStatus: PriceStatus;
  readonly usageSource: UsageSource;
  readonly tier: string | null;
  readonly latencyMs: number | null;
  readonly traceId: string | null;
  readonly trigger: Trigger | null;
  readonly promptHash: string | null;
  readonly adjustments: readonly {
    readonly at: string;
    readonly deltaUsd: string;
    readonly priceStatus: PriceStatus;
  }[];
}

/** One budget as it stands, or a workflow that has none (`period` and limits `null`, spent in this month). */
export interface BudgetView {
  readonly scope: 'workflow' | 'provider' | 'overall';
  /** `null`: the budget is not a workflow's. */
  readonly workflow: string | null;
  /** `null`: the budget is not a provider's. */
  readonly provider: string | null;
  readonly period: Period | null;
  readonly unit: 'usd' | 'tokens';
  /** Of a budget in tokens `null`, and the other way round. */
  readonly limitUsd: string | null;
  readonly limitTokens: number | null;
  readonly spentUsd: string;
  readonly spentTokens: number;
  readonly reservedUsd: string;
  readonly reservedTokens: number;
  /** What is left of the limit, not below nothing; `null`: no limit. */
  readonly remainingUsd: string | null;
  readonly remainingTokens: number | null;
  /** Calls in the window whose cost is not known, which is therefore not in `spentUsd`. */
  readonly unpricedCalls: number;
  readonly startedAt: string | null;
  readonly resetsAt: string | null;
  /** At this rate; `null`: it lasts until it starts anew, or nothing can be said. */
  readonly forecastExhaustedAt: string | null;
  /** With which workflow paused it would last; `null`: none, or it lasts anyway. */
  readonly lastsWithout: string | null;
  readonly paused: boolean;
  readonly pausedBy: string | null;
  /** `hand`: somebody set it in a chat or on the command line, over the configuration. */
  readonly setBy: 'configuration' | 'hand' | null;
}

/** Calls of a model whose cost is not known. Both names are untrusted. */
export interface UnpricedModel {
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
}

/** Spend of a span, as a chat shows it: `view`, and the same over time. */
export interface SpendReport {
  /** By workflow; of one workflow by model. */
  readonly view: SpendView;
  /** `null`: all of them. */
  readonly workflow: string | null;
  /** Where the spans of the series begin (days, or hours where it is a day at most), epoch milliseconds, ascending. */
  readonly starts: readonly number[];
  /** Cost in pico-USD in each span: of all, and by the key of a row. */
  readonly total: readonly bigint[];
  readonly series: ReadonlyMap<string, readonly bigint[]>;
  /** Of which models calls have no known cost, those with the most such calls first. */
  readonly unpricedModels: readonly UnpricedModel[];
  /** Of the workflow, or of everything; first those that the chart can show beside the spend. */
  readonly budgets: readonly BudgetView[];
}
