/** What a provider wants for a span, as it was read from an export, asked for, or typed in. All texts are untrusted. */

/** Whose bills can be told by their columns, and asked for. */
export const BILLERS = ['openai', 'anthropic'] as const;
export type Biller = (typeof BILLERS)[number];

export interface BillLine {
  /** `YYYY-MM-DD`, the provider's UTC day; `null`: of the whole span. */
  readonly day: string | null;
  /** As the provider writes it: `gpt-5-mini-2025-08-07`, but also `Claude Haiku 4.5`; `null`: of no model, or not said. */
  readonly model: string | null;
  readonly apiKey: string | null;
  /** What was charged for: `output`, `web search tool calls`. */
  readonly kind: string | null;
  /** Less than nothing: a credit. */
  readonly pico: bigint;
  /** `null`: the bill does not count them. */
  readonly tokens: number | null;
}

export interface Bill {
  /** `openai`, `anthropic`, or what the person typed. */
  readonly provider: string;
  readonly lines: readonly BillLine[];
  /** Epoch milliseconds. */
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

export type BillProblemReason =
  | 'too-large'
  | 'too-many-rows'
  | 'not-text'
  | 'empty'
  | 'not-csv'
  /** Tokens without money. */
  | 'usage-not-costs'
  | 'unknown-columns'
  | 'unknown-provider'
  | 'bad-day'
  | 'bad-amount'
  | 'other-currency'
  | 'span-too-long';

/** Why something is no bill. `message`: what is wrong and what to do next; holds texts of the file. */
export interface BillProblem {
  readonly reason: BillProblemReason;
  readonly message: string;
}

export type BillRead =
  | { readonly ok: true; readonly bill: Bill }
  | { readonly ok: false; readonly problem: BillProblem };
