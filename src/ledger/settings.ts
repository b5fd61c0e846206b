import type { Amount, Budget, BudgetAnchor, Period } from '../core/budget.ts';
import type { Secret } from '../core/secret.ts';

/** Something that calls models and is charged for it. */
export interface WorkflowSettings {
  readonly name: string;
  /** Any of them tells that a call is its own; at least one. */
  readonly keys: readonly Secret[];
  /** When it runs, as far as that is known: a cron expression of five fields. */
  readonly schedule: string | null;
  readonly budget: readonly { readonly period: Period; readonly limit: Amount }[];
}

export interface LedgerSettings {
  readonly anchor: BudgetAnchor;
  /** Shares of a budget, ascending: 0.8. */
  readonly warnAt: readonly number[];
  /** How long a reservation holds that nobody settles. */
  readonly leaseMs: number;
  /** Of everything, of providers, of workflows. */
  readonly budgets: readonly Budget[];
  /** Cron expressions; `null`: none is sent by itself. `to`: names of channels; `null`: wherever messages of the ledger go. */
  readonly digest: {
    readonly daily: string | null;
    readonly weekly: string | null;
    readonly to: readonly string[] | null;
  };
  /** When the providers' own bills are fetched. */
  readonly invoices: { readonly cron: string };
  readonly providers: LedgerProviders;
}

/** By the name that callers report. */
export type LedgerProviders = ReadonlyMap<string, LedgerProvider>;

export interface LedgerProvider {
  readonly name: string;
  /** `null`: as `providers` says. */
  readonly free: boolean | null;
  /** One of `SELLERS`; `null`: by its address or name. */
  readonly pricedAs: string | null;
  /** By a model's name in lower case. */
  readonly prices: ReadonlyMap<string, OwnPrice>;
  /** What of the price a tier costs, by the tier's word as `tierWord` writes it. */
  readonly tiers: ReadonlyMap<string, Ratio>;
  /** Reads what the provider billed. */
  readonly adminKey: Secret | null;
}

/** A price that goes before the table's. */
export type OwnPrice =
  | { readonly kind: 'free' }
  /** What that model of the table costs. */
  | { readonly kind: 'as'; readonly model: string }
  | { readonly kind: 'rates'; readonly rates: OwnRates };

/** Pico-USD for a million tokens; `null`: cached input costs what input does, reasoning what output does. */
export interface OwnRates {
  readonly input: bigint;
  readonly cacheRead: bigint | null;
  readonly cacheWrite: bigint | null;
  /** `null`: there is no price for output, as with embeddings. */
  readonly output: bigint | null;
  readonly reasoning: bigint | null;
}

/** An exact share: 50 of 100. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}
