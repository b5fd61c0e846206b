import type { DigestSpan } from '../../core/ledger-deeds.ts';
import type { BudgetView } from '../../core/ledger-views.ts';
import type { SpendSums } from '../../core/ledger.ts';

/** What a digest is made of: a span back from now, held against the one before it. */
export interface DigestInput {
  readonly span: DigestSpan;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly spend: SpanOf<ReadonlyMap<string, SpendSums>>;
  /** Was the span before recorded from its beginning? Else it says nothing about the change. */
  readonly comparable: boolean;
  /** By provider, in milliseconds. Names are untrusted. */
  readonly latencies: SpanOf<ReadonlyMap<string, readonly number[]>>;
  readonly canaries: CanaryCounts;
  readonly incidents: IncidentCounts;
  readonly budgets: readonly BudgetView[];
}

/** `spend` is by workflow. */
export interface SpanOf<T> {
  readonly present: T;
  readonly before: T;
}

/** Runs of canaries and other probes in the span. */
export interface CanaryCounts {
  /** Probes that ran. */
  readonly ran: number;
  readonly passed: number;
  readonly failed: number;
  readonly unmeasured: number;
  /** Names of those whose newest run failed. */
  readonly failing: readonly string[];
}

export interface IncidentCounts {
  readonly opened: number;
  readonly resolved: number;
  /** Titles of those that are not over, the newest first. Untrusted. */
  readonly open: readonly string[];
}
