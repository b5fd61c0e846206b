/** Why a bill and the ledger differ, in the order in which a difference is put down to them. */
export const CAUSES = [
  /** Less than nothing on the bill. */
  'credit',
  /** Use that no workflow reported: a key, a model or a day that the ledger has no calls of. */
  'untracked-key',
  /** Calls whose tokens are known and whose price is not. */
  'unpriced-model',
  /** Calls whose tokens nobody counted, or somebody only estimated. */
  'missing-stream-usage',
  /** The same calls at another price. */
  'price-difference',
  /** The bill's lines are rounded to cents. */
  'rounding',
  /** The bill's days begin at another hour than the ledger's. */
  'time-zone-cut',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Pico-USD; more than nothing: billed more than booked. */
export interface InvoicePart {
  readonly cause: Cause;
  readonly pico: bigint;
  /** What speaks for it, in words; holds untrusted names, on one line. */
  readonly evidence: string;
}

export interface ModelComparison {
  /** As the ledger names it, else as the bill does; `null`: of no model, or the bill does not say. Untrusted. */
  readonly model: string | null;
  readonly billedPico: bigint;
  readonly bookedPico: bigint;
  readonly unexplainedPico: bigint;
  /** `null`: the bill does not count them. */
  readonly billedTokens: number | null;
  readonly bookedTokens: number;
  readonly calls: number;
}

/** A bill against the ledger. Money is pico-USD. `differencePico` is `parts` and `unexplainedPico`, exactly. */
export interface InvoiceResult {
  readonly provider: string;
  readonly from: number;
  readonly until: number;
  readonly billedPico: bigint;
  /** Of the calls whose cost is known. */
  readonly bookedPico: bigint;
  /** Billed less booked. */
  readonly differencePico: bigint;
  /** The largest first; none of nothing. */
  readonly parts: readonly InvoicePart[];
  readonly unexplainedPico: bigint;
  /** Where they differ most first, at most `MOST_MODELS`. */
  readonly byModel: readonly ModelComparison[];
  /** Other names of providers in the ledger, where it has nothing of this one. */
  readonly otherProviders: readonly string[];
}

export const MOST_MODELS = 50;

const CENT = 10_000_000_000n;
const SHARE = 100n;

/** A difference that nobody need look into: a cent, or one in a hundred of the whole. */
export function isSlight(pico: bigint, whole: bigint): boolean {
  const size = sizeOf(pico);
  return size <= CENT || size * SHARE <= sizeOf(whole);
}

/** `explained`: they differ, but it is known why. */
export function verdictOf(
  result: Pick<InvoiceResult, 'billedPico' | 'differencePico' | 'unexplainedPico'>,
): 'fits' | 'explained' | 'unexplained' {
  if (!isSlight(result.unexplainedPico, result.billedPico)) return 'unexplained';
  return isSlight(result.differencePico, result.billedPico) ? 'fits' : 'explained';
}

export function sizeOf(pico: bigint): bigint {
  return pico < 0n ? -pico : pico;
}

/** The larger first, whichever side it is on. */
export function bySize(one: bigint, other: bigint): number {
  return Number(sizeOf(other) > sizeOf(one)) - Number(sizeOf(other) < sizeOf(one));
}
