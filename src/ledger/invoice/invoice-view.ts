import { dollarsOf } from '../../core/money.ts';
import { verdictOf, type Cause, type InvoiceResult } from './invoice-result.ts';

/** A comparison as `--json` prints it. Money is a decimal string of dollars; more than nothing: billed more than booked. */
export interface InvoiceView {
  readonly provider: string;
  readonly since: string;
  readonly until: string;
  readonly verdict: 'fits' | 'explained' | 'unexplained';
  readonly billedUsd: string;
  readonly bookedUsd: string;
  readonly differenceUsd: string;
  readonly unexplainedUsd: string;
  readonly parts: readonly { readonly cause: Cause; readonly usd: string; readonly evidence: string }[];
  /** Where they differ most first, at most 50. */
  readonly models: readonly {
    /** `null`: of no model, or not said. Untrusted. */
    readonly model: string | null;
    readonly billedUsd: string;
    readonly bookedUsd: string;
    readonly unexplainedUsd: string;
    /** `null`: the bill does not count them. */
    readonly billedTokens: number | null;
    readonly bookedTokens: number;
    readonly calls: number;
  }[];
}

export function invoiceView(result: InvoiceResult): InvoiceView {
  return {
    provider: result.provider,
    since: new Date(result.from).toISOString(),
    until: new Date(result.until).toISOString(),
    verdict: verdictOf(result),
    billedUsd: dollarsOf(result.billedPico),
    bookedUsd: dollarsOf(result.bookedPico),
    differenceUsd: dollarsOf(result.differencePico),
    unexplainedUsd: dollarsOf(result.unexplainedPico),
    parts: result.parts.map(({ cause, pico, evidence }) => ({ cause, usd: dollarsOf(pico), evidence })),
    models: result.byModel.map(({ billedPico, bookedPico, unexplainedPico, ...rest }) => ({
      ...rest,
      billedUsd: dollarsOf(billedPico),
      bookedUsd: dollarsOf(bookedPico),
      unexplainedUsd: dollarsOf(unexplainedPico),
    })),
  };
}
