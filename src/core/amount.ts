import type { Amount, Spent } from './budget.ts';
import { dollarsOf, picoOf } from './money.ts';

const TOKENS = /^(\d{1,12}(?:\.\d{1,6})?) ?([km])? ?(?:tokens?|tok)$/i;
const FACTORS: Readonly<Record<string, number>> = { k: 1_000, m: 1_000_000 };
const MOST_TOKENS = 1_000_000_000_000;
/** A million dollars. */
const MOST_PICO = 1_000_000n * 1_000_000_000_000n;
const MICRO = 1_000_000n;

/** What an amount looks like, for who wrote another. */
export const AMOUNT_RULE = 'must be dollars like $2 or $0.50, or tokens like 200k tokens';

/** `$2`, `2.50`, `200k tokens`, `1.5M tokens`; `null` where the text is no amount, or nothing at all. */
export function parseAmount(text: string): Amount | null {
  const [, count, unit = ''] = TOKENS.exec(text.trim()) ?? [];
  if (count !== undefined) {
    const tokens = Math.round(Number(count) * (FACTORS[unit.toLowerCase()] ?? 1));
    return tokens > 0 && tokens <= MOST_TOKENS ? { unit: 'tokens', tokens } : null;
  }
  const pico = picoOf(text.replace(/ ?(?:usd|dollars?)$/i, ''));
  return pico === null || pico === 0n || pico > MOST_PICO ? null : { unit: 'usd', pico };
}

/** An amount as `parseAmount` reads it: `$2.00`, `200000 tokens`. */
export function typeAmount(amount: Amount): string {
  return amount.unit === 'usd' ? `$${dollarsOf(amount.pico)}` : `${amount.tokens} tokens`;
}

export function sayAmount(amount: Amount): string {
  return amount.unit === 'usd' ? sayDollars(amount.pico) : `${sayCount(amount.tokens)} tokens`;
}

/** What was spent, in the unit of a budget. */
export function amountOf(spent: Spent, unit: Amount['unit']): Amount {
  return unit === 'usd' ? { unit, pico: spent.pico } : { unit, tokens: spent.tokens };
}

/** Pico-USD or tokens; amounts of one unit are compared by it. */
export function unitsOf(amount: Amount): bigint {
  return amount.unit === 'usd' ? amount.pico : BigInt(amount.tokens);
}

/** `a` in shares of `b`, of the same unit: 0.8; only for showing and for comparing with a share. */
export function shareOf(a: Amount, b: Amount): number {
  return sizeOf(a) / sizeOf(b);
}

/** Pico-USD or tokens; two amounts of one unit can be compared by it, exactly up to 9,007 dollars. */
export function sizeOf(amount: Amount): number {
  return amount.unit === 'usd' ? Number(amount.pico) : amount.tokens;
}

/**
 * Money for a person: cents from a dollar on, below it as many digits as tell something (`$0.0042`), `under $0.000001`
 * for what is less than that and more than nothing.
 */
export function sayDollars(pico: bigint): string {
  if (pico < 0n) return `−${sayDollars(-pico)}`;
  if (pico === 0n) return '$0.00';
  if (pico < MICRO) return 'under $0.000001';
  const digits = pico >= 1_000_000_000_000n ? 2 : pico >= 10_000_000_000n ? 3 : 6;
  return `$${rounded(pico, digits)}`;
}

function rounded(pico: bigint, digits: number): string {
  const unit = 10n ** BigInt(12 - digits);
  const whole = ((pico + unit / 2n) / unit) * unit;
  const [dollars = '0', rest = ''] = dollarsOf(whole).split('.');
  return `${dollars.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
}

/** A number of tokens or calls for a person: `950`, `12.4k`, `1.25M`. */
export function sayCount(count: number): string {
  const size = Math.abs(count);
  if (size < 10_000) return String(count);
  if (size < 1_000_000) return `${trimmed(count / 1_000, size < 100_000 ? 1 : 0)}k`;
  if (size < 1_000_000_000) return `${trimmed(count / 1_000_000, size < 100_000_000 ? 2 : 0)}M`;
  return `${trimmed(count / 1_000_000_000, 2)}G`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
